import { expect, type Locator, type Page } from "@playwright/test";
import { changes, light, pictureOf } from "./picture";

/** A place on a phone's screen, in parts of its width and height. */
export type Place = readonly [x: number, y: number];

/** Places of the home screen of a phone of 360 × 800. */
export const home = {
  notes: [0.617, 0.886],
  settings: [0.85, 0.886],
  chat: [0.15, 0.886],
} as const satisfies Record<string, Place>;

/** The live screen of a session, as a technician sees and uses it. */
export class Viewer {
  readonly video: Locator;
  readonly surface: Locator;
  readonly state: Locator;
  readonly cover: Locator;

  constructor(readonly page: Page) {
    this.video = page.getByTestId("viewer-video");
    this.surface = page.getByTestId("viewer-surface");
    this.state = page.getByTestId("viewer-state");
    this.cover = page.getByTestId("viewer-cover");
  }

  /** Waits until the picture is there and is not black. */
  async live(): Promise<void> {
    await expect(this.state).toHaveAttribute("data-phase", "live");
    await expect(this.state).toHaveAttribute("data-cover", "none");
    await expect.poll(async () => light(await pictureOf(this.video)), { message: "the picture is not black" }).toBeGreaterThan(0.2);
  }

  async covered(by: string): Promise<void> {
    await expect(this.cover).toHaveAttribute("data-cover", by);
    await expect(this.cover.getByRole("heading", { level: 2 })).toBeVisible();
  }

  /** Does something at the phone and waits for its screen to change. */
  changes(act: () => Promise<void>, what: string, part = 0.01): Promise<void> {
    return changes(this.video, part, act, what);
  }

  private async at([x, y]: Place): Promise<[number, number]> {
    const box = await this.surface.boundingBox();
    if (box === null) throw new Error("the picture has no place on the page");
    return [box.x + x * box.width, box.y + y * box.height];
  }

  async tap(place: Place): Promise<void> {
    await this.page.mouse.click(...(await this.at(place)));
  }

  async drag(from: Place, to: Place): Promise<void> {
    const end = await this.at(to);
    await this.page.mouse.move(...(await this.at(from)));
    await this.page.mouse.down();
    await this.page.mouse.move(...end, { steps: 12 });
    await this.page.mouse.up();
  }

  /** Holds a finger down until the phone answers it. */
  async hold(place: Place, what: string): Promise<void> {
    await this.changes(async () => {
      await this.page.mouse.move(...(await this.at(place)));
      await this.page.mouse.down();
    }, what, 0.03);
    await this.page.mouse.up();
  }

  async wheel(place: Place, by: number): Promise<void> {
    await this.page.mouse.move(...(await this.at(place)));
    await this.page.mouse.wheel(0, by);
  }

  async shape(): Promise<"tall" | "wide" | "none"> {
    return this.video.evaluate((video) => {
      if (!(video instanceof HTMLVideoElement) || video.videoWidth === 0) return "none";
      return video.videoWidth > video.videoHeight ? "wide" : "tall";
    });
  }
}
