import { Menu } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Device } from "@/api/schema";
import { ActionItems } from "@/parts/ActionItems";

interface Props {
  device: Device;
  /** The button that opened the menu; it gets the focus back. */
  button: HTMLElement;
  onClose: () => void;
  onStart: (deviceId: string) => void;
  onCheckIn: (device: Device) => void;
}

/** The one menu of the table, shown at the button that was pressed. */
export function RowMenu({ device, button, onClose, onStart, onCheckIn }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { left, top, width, height } = button.getBoundingClientRect();
  const close = () => {
    onClose();
    button.focus({ preventScroll: true });
  };
  return (
    <Menu opened onChange={(opened) => !opened && close()} position="bottom-end" withinPortal={false} floatingStrategy="fixed" returnFocus={false} transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <span aria-hidden="true" style={{ position: "fixed", left, top, width, height, pointerEvents: "none" }} />
      </Menu.Target>
      <Menu.Dropdown aria-label={t("devices.actions_for", { name: device.owner.name || device.name })}>
        <ActionItems actions={device.actions} onStart={() => onStart(device.id)} onCheckIn={() => onCheckIn(device)} />
        <Menu.Item onClick={() => void navigate({ to: "/devices/$deviceId", params: { deviceId: device.id } })}>{t("ui.open")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
