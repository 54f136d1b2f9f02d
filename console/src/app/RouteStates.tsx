import { Center, Loader, Stack, Text, Title } from "@mantine/core";
import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ErrorNote } from "@/ui/ErrorNote";

/** While a page loads. */
export function RoutePending() {
  const { t } = useTranslation();
  return (
    <Center p="xl">
      <Loader aria-label={t("ui.loading")} role="status" />
    </Center>
  );
}

/** When a page could not be loaded or drawn. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  const router = useRouter();
  const again = () => {
    reset();
    void router.invalidate();
  };
  return (
    <Stack p="lg" maw={560} mx="auto" component="main">
      <ErrorNote error={error} title={t("ui.error_title")} again={again} />
    </Stack>
  );
}

/** For an address that leads nowhere. */
export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <Stack p="lg" maw={560} mx="auto" gap="xs" component="section">
      <Title order={1}>{t("ui.page_not_found")}</Title>
      <Text>{t("ui.page_not_found_text")}</Text>
      <Link to="/devices">{t("shell.devices")}</Link>
    </Stack>
  );
}
