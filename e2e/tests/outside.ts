import { expect, type Locator, type Page } from "@playwright/test";
import { Phone } from "./phone";
import type { Server } from "./server";

/** The page of a session that goes on in TeamViewer's own client. */
export class OutsideSession {
  readonly state: Locator;

  constructor(readonly page: Page) {
    this.state = page.getByTestId("outside-state");
  }

  async stands(state: string): Promise<void> {
    await expect(this.state).toHaveAttribute("data-state", state);
  }

  /** Opens TeamViewer, which is a tab of its own: the stand-in's page for supporters. */
  async open(button: Locator): Promise<Page> {
    const [tab] = await Promise.all([this.page.context().waitForEvent("page"), button.click()]);
    await tab.waitForURL(/^http:/);
    return tab;
  }
}

/** What a simulated phone has beside its screen: support apps, and what they ask. */
export class Handset {
  private constructor(readonly phone: Phone) {}

  static async open(page: Page, id: string): Promise<Handset> {
    return new Handset(await Phone.open(page, id));
  }

  get page(): Page {
    return this.phone.page;
  }

  app(packageName: string): Locator {
    return this.page.locator(`[data-testid="sim-app"][data-package="${packageName}"]`);
  }

  async has(packageName: string): Promise<void> {
    await expect(this.app(packageName)).toHaveAttribute("data-state", "installed");
  }

  openApp(packageName: string): Promise<void> {
    return this.app(packageName).getByTestId("sim-app-open").click();
  }

  /** Says yes to one kind of question once it is there. */
  async agrees(kind: string): Promise<void> {
    const ask = this.page.locator(`[data-testid="sim-ask"][data-kind="${kind}"]`);
    await expect(ask).toBeVisible();
    // The buttons stand beside their question, in its card.
    await ask.locator("xpath=..").getByTestId("sim-ask-yes").click();
    await expect(ask).toHaveCount(0);
  }
}

/** The people of the demo do nothing by themselves from now on. */
export async function usersWait(server: Server): Promise<void> {
  const answer = await fetch(`${server.url}/sim/auto`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ on: false }),
  });
  if (!answer.ok) throw new Error(`the users go on by themselves: ${answer.status}`);
}

/** The consent pages of the stand-in: signs in as one of its accounts, and allows or denies. */
export async function consent(page: Page, account: string, decision: "Allow" | "Deny"): Promise<void> {
  await expect(page.getByText("TeamViewer stand-in – not TeamViewer")).toBeVisible();
  await page.getByRole("button", { name: account }).click();
  await page.getByRole("button", { name: decision }).click();
}

/** Package names as the catalog has them. */
export const packages = {
  quickSupport: "com.teamviewer.quicksupport.market",
  quickSupportIOS: "com.teamviewer.quicksupport",
  host: "com.teamviewer.host.market",
  addOn: "com.teamviewer.quicksupport.addon.universal",
} as const;
