import { createTheme } from "@mantine/core";

/**
 * What Mantine components need to know in code. Colors and fonts stand in theme.css instead: Mantine would write them
 * into an inline <style>, which the content security policy forbids. For the same reason dialogs do not lock the
 * scrolling by an injected style (theme.css does it, see Dialog and SidePanel), and no component may use responsive style props, Grid or AppShell.
 */
export const theme = createTheme({
  primaryColor: "blue",
  primaryShade: { light: 7, dark: 6 },
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Badge: { defaultProps: { tt: "none", radius: "sm", variant: "light", fw: 600, lts: 0 } },
    Button: { defaultProps: { size: "sm" } },
    TextInput: { defaultProps: { size: "sm" } },
    PasswordInput: { defaultProps: { size: "sm" } },
    Textarea: { defaultProps: { size: "sm" } },
    // The placeholder would be a focusable child of the menu that is no item of it.
    Menu: { defaultProps: { shadow: "md", transitionProps: { duration: 80 }, withInitialFocusPlaceholder: false } },
    Tooltip: { defaultProps: { withArrow: true, multiline: true, maw: 320, events: { hover: true, focus: true, touch: true } } },
  },
});
