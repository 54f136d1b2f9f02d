import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  opened: boolean;
  onClose: () => void;
  title: string;
  size?: "sm" | "md" | "lg";
  children: ReactNode;
}

/** A dialog in the middle of the page. Escape and the cross close it; the focus goes back to where it was. */
export function Dialog({ opened, onClose, title, size = "md", children }: Props) {
  const { t } = useTranslation();
  return (
    <Modal.Root
      opened={opened}
      onClose={onClose}
      size={size}
      centered
      lockScroll={false}
      closeOnClickOutside={false} // a click beside a half-filled form must not lose it
      transitionProps={{ duration: 120 }}
      data-haw-dialog={opened || undefined}
    >
      <Modal.Overlay backgroundOpacity={0.45} />
      <Modal.Content>
        <Modal.Header component="div">
          <Modal.Title component="h2" fw={620} fz="lg">
            {title}
          </Modal.Title>
          <Modal.CloseButton aria-label={t("ui.close")} />
        </Modal.Header>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
