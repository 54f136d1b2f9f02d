import { Button, Menu } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  /** What the menu is called. */
  name: string;
  /** What the button is called: it may show less. */
  buttonName: string;
  left?: ReactNode;
  button: ReactNode;
  right?: ReactNode;
  /** The items of the menu. */
  children: ReactNode;
}

/** A menu in the bar at the top of a page, behind a button as quiet as the bar. */
export function BarMenu({ name, buttonName, left, button, right, children }: Props) {
  return (
    <Menu position="bottom-end" withinPortal={false}>
      <Menu.Target>
        <Button variant="subtle" color="gray" c="inherit" size="compact-sm" leftSection={left} rightSection={right} aria-label={buttonName}>
          {button}
        </Button>
      </Menu.Target>
      <Menu.Dropdown aria-label={name}>{children}</Menu.Dropdown>
    </Menu>
  );
}
