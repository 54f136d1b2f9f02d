import { Title } from "@mantine/core";

/** The page where a guest shares the screen of a computer. */
export function SharePage() {
  return (
    <main>
      <Title order={1}>Help@Work</Title>
    </main>
  );
}
