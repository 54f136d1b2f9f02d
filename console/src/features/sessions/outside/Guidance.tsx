import { List, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Panel } from "@/ui/Page";

/** What the user may still have to do. Nobody can see which of it: TeamViewer tells only whether somebody waits. */
export function Guidance() {
  const { t } = useTranslation();
  return (
    <Panel title={t("outside.guide.title")}>
      <Text size="sm" c="dimmed" mb="xs">
        {t("outside.guide.text")}
      </Text>
      <List size="sm" spacing={4}>
        <List.Item>{t("outside.guide.open")}</List.Item>
        <List.Item>{t("outside.guide.eula")}</List.Item>
        <List.Item>{t("outside.guide.allow")}</List.Item>
      </List>
    </Panel>
  );
}
