import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  opened: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
}

/** A panel that slides in from the side with more about one thing. */
export function SidePanel({ opened, onClose, title, children }: Props) {
  const { t } = useTranslation();
  return (
    <Drawer.Root
      opened={opened}
      onClose={onClose}
      position="right"
      size="26rem"
      lockScroll={false}
      transitionProps={{ duration: 120 }}
      data-haw-dialog={opened || undefined}
    >
      <Drawer.Overlay backgroundOpacity={0.3} />
      <Drawer.Content>
        <Drawer.Header component="div">
          <Drawer.Title component="h2" fw={620} fz="lg">
            {title}
          </Drawer.Title>
          <Drawer.CloseButton aria-label={t("ui.close")} />
        </Drawer.Header>
        <Drawer.Body>{children}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
