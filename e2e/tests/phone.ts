import { expect, type Locator, type Page } from "@playwright/test";
import { changes } from "./picture";

/** A simulated device in the hand of its user: the page /sim/devices/{id}. */
export class Phone {
  readonly screen: Locator;
  readonly session: Locator;

  private constructor(readonly page: Page) {
    this.screen = page.getByTestId("sim-screen");
    this.session = page.getByTestId("sim-session");
  }

  static async open(page: Page, id: string): Promise<Phone> {
    await page.goto(`/sim/devices/${id}`);
    const phone = new Phone(page);
    await expect(phone.screen).toBeVisible();
    return phone;
  }

  /** Whether people of the demo answer by themselves. */
  async answersByItself(on: boolean): Promise<void> {
    const answer = this.page.getByRole("switch", { name: "The user answers by itself" });
    if ((await answer.isChecked()) !== on) await answer.click();
    await expect(answer).toBeChecked({ checked: on });
  }

  press(name: string): Promise<void> {
    return this.page.getByRole("button", { name, exact: true }).click();
  }

  changes(act: () => Promise<void>, what: string): Promise<void> {
    return changes(this.screen, 0.01, act, what);
  }
}
