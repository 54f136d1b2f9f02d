import { describe, expect, it } from "vitest";
import { clampedIn, fit, frameBox, placeIn, sameShape } from "./geometry";

describe("the box of a frame in an element", () => {
  it("fills an element of its own shape", () => {
    expect(frameBox({ left: 10, top: 20, width: 360, height: 800 }, 720, 1600)).toEqual({ left: 10, top: 20, width: 360, height: 800 });
  });

  it("has bars left and right of a tall frame in a wide element", () => {
    expect(frameBox({ left: 0, top: 0, width: 1000, height: 400 }, 360, 800)).toEqual({ left: 410, top: 0, width: 180, height: 400 });
  });

  it("has bars above and below a wide frame in a tall element", () => {
    expect(frameBox({ left: 0, top: 0, width: 400, height: 1000 }, 800, 400)).toEqual({ left: 0, top: 400, width: 400, height: 200 });
  });

  it("is empty before there is a frame", () => {
    const box = frameBox({ left: 5, top: 5, width: 400, height: 400 }, 0, 0);
    expect(box).toMatchObject({ width: 0, height: 0 });
    expect(placeIn(box, 5, 5)).toBeNull();
  });
});

describe("places in a frame", () => {
  const box = { left: 100, top: 50, width: 200, height: 400 };

  it("are parts of its width and height", () => {
    expect(placeIn(box, 150, 350)).toEqual({ x: 0.25, y: 0.75 });
    expect(placeIn(box, 100, 50)).toEqual({ x: 0, y: 0 });
    expect(placeIn(box, 300, 450)).toEqual({ x: 1, y: 1 });
  });

  it("do not exist in the bars", () => {
    expect(placeIn(box, 99, 200)).toBeNull();
    expect(placeIn(box, 200, 451)).toBeNull();
  });

  it("stay at the edge for a finger that began inside", () => {
    expect(clampedIn(box, -500, 250)).toEqual({ x: 0, y: 0.5 });
    expect(clampedIn(box, 900, 9000)).toEqual({ x: 1, y: 1 });
  });
});

describe("shapes", () => {
  it("fit as large as possible", () => {
    expect(fit(360, 800, 1000, 400)).toEqual({ width: 180, height: 400 });
    expect(fit(360, 800, 90, 4000)).toEqual({ width: 90, height: 200 });
    expect(fit(0, 0, 90, 90)).toEqual({ width: 0, height: 0 });
  });

  it("are the same when an encoder only made the frame smaller", () => {
    expect(sameShape({ width: 180, height: 400 }, { width: 1080, height: 2400 })).toBe(true);
    expect(sameShape({ width: 176, height: 400 }, { width: 360, height: 800 })).toBe(true);
    expect(sameShape({ width: 800, height: 360 }, { width: 360, height: 800 })).toBe(false);
    expect(sameShape({ width: 0, height: 0 }, { width: 360, height: 800 })).toBe(false);
  });
});
