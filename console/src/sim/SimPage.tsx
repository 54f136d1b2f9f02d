import { Title } from "@mantine/core";

/** The page of a simulated device and its user. */
export function SimPage() {
  return (
    <main>
      <Title order={1}>Help@Work</Title>
    </main>
  );
}
