import { MantineProvider } from "@mantine/core";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import i18next from "i18next";
import { I18nextProvider } from "react-i18next";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { startI18n } from "@/i18n/i18n";
import type { Handset, SupportApp } from "./api";
import { HandsetPanel } from "./HandsetPanel";
import type { Do } from "./UserPanel";

const anApp = (change: Partial<SupportApp> = {}): SupportApp => ({
  package: "com.teamviewer.quicksupport.market",
  name: "QuickSupport",
  version: "15.66.184",
  state: "installed",
  managed: true,
  front: false,
  allowed: true,
  ...change,
});

function show(handset: Partial<Handset>) {
  const onDo = vi.fn<Do>();
  render(
    <I18nextProvider i18n={i18next}>
      <MantineProvider>
        <HandsetPanel handset={{ mdm: "on", ...handset }} pending={false} onDo={onDo} />
      </MantineProvider>
    </I18nextProvider>,
  );
  return onDo;
}

describe("the apps of a simulated device", () => {
  beforeAll(() => {
    startI18n("en");
  });

  it("lets the user open and close QuickSupport", async () => {
    const onDo = show({ apps: [anApp({ session: "waiting", supporter: "Tanaka" })] });
    expect(screen.getByText("Waiting for Tanaka")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Open" }));
    expect(onDo).toHaveBeenCalledWith("open", "com.teamviewer.quicksupport.market");
    await userEvent.click(screen.getByRole("button", { name: "Close" }));
    expect(onDo).toHaveBeenCalledWith("close", "com.teamviewer.quicksupport.market");
  });

  it("asks what the MDM and the apps ask", async () => {
    const onDo = show({ asks: [{ id: "7", kind: "share", app: "QuickSupport", package: "q", who: "Tanaka" }] });
    expect(screen.getByText("QuickSupport: allow Tanaka to see this screen?")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Allow" }));
    await userEvent.click(screen.getByRole("button", { name: "Refuse" }));
    expect(onDo.mock.calls).toEqual([
      ["agree", "7"],
      ["refuse", "7"],
    ]);
  });

  it("says what a kiosk does not allow, and who installed an app", () => {
    show({ apps: [anApp({ allowed: false, managed: false })] });
    const app = within(screen.getByTestId("sim-app"));
    expect(app.getByText("The device does not allow this app.")).toBeTruthy();
    expect(app.getByText("Installed by you")).toBeTruthy();
    expect(app.getByRole<HTMLButtonElement>("button", { name: "Open" }).disabled).toBe(true);
  });

  it("shows nothing of an app that is not there, but what the catalog offers", async () => {
    const onDo = show({ apps: [anApp({ state: "absent" })], catalog: [{ package: "p", name: "Host" }], inbox: ["Please open it."] });
    expect(screen.queryByTestId("sim-app")).toBeNull();
    expect(screen.getByText("Please open it.")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Install" }));
    expect(onDo).toHaveBeenCalledWith("fetch", "p");
  });

  it("leaves only the switch of a device that is off", () => {
    show({ mdm: "off", apps: [anApp()] });
    expect(screen.getAllByRole<HTMLButtonElement>("button").filter((b) => !b.disabled).map((b) => b.textContent)).toEqual(["Switch the device on"]);
  });
});
