import { afterEach, describe, expect, it } from "vitest";
import { Hands } from "./hands";
import { PointerInput, pixels } from "./pointer-input";

function aPointer() {
  const sent: Record<string, unknown>[] = [];
  const put = (message: string) => {
    sent.push(JSON.parse(message));
    return true;
  };
  const hands = new Hands({ sink: { control: put, moves: put } });
  hands.see(1);
  hands.allow(true);
  const element = document.createElement("div");
  const captured: number[] = [];
  element.setPointerCapture = (id) => captured.push(id);
  document.body.append(element);
  const input = new PointerInput({ element, hands, box: () => ({ left: 100, top: 0, width: 100, height: 200 }) });
  const fire = (type: string, clientX: number, clientY: number, extra: PointerEventInit = {}) => {
    // jsdom has no PointerEvent constructor with all fields in every version; the fields are what counts.
    const event = new MouseEvent(type, { clientX, clientY, cancelable: true, button: 0, ...extra });
    Object.defineProperties(event, {
      pointerId: { value: extra.pointerId ?? 1 },
      pointerType: { value: extra.pointerType ?? "mouse" },
    });
    element.dispatchEvent(event);
    return event;
  };
  return { sent, input, fire, captured, element };
}

afterEach(() => document.body.replaceChildren());

const steps = (sent: Record<string, unknown>[]) => sent.map(({ t, kind, button, finger }) => [kind ?? button ?? t, finger]);

describe("a pointer", () => {
  it("that starts in the bars does nothing, and its moves and end neither", () => {
    const { sent, fire } = aPointer();
    fire("pointerdown", 50, 50);
    fire("pointermove", 150, 50);
    fire("pointerup", 150, 50);
    expect(sent).toEqual([]);
  });

  it("that leaves the picture stays at its edge, and is captured", () => {
    const { sent, fire, captured } = aPointer();
    fire("pointerdown", 150, 100);
    fire("pointermove", 900, 100);
    fire("pointerup", 900, -50);
    expect(sent).toMatchObject([
      { kind: "down", x: 0.5, y: 0.5 },
      { kind: "move", x: 1, y: 0.5 },
      { kind: "up", x: 1, y: 0 },
    ]);
    expect(captured).toEqual([1]);
  });

  it("gives each touch its own finger and takes free ones again", () => {
    const { sent, fire } = aPointer();
    fire("pointerdown", 110, 10, { pointerId: 7, pointerType: "touch" });
    fire("pointerdown", 120, 10, { pointerId: 8, pointerType: "touch" });
    fire("pointerup", 110, 10, { pointerId: 7, pointerType: "touch" });
    fire("pointerdown", 130, 10, { pointerId: 9, pointerType: "touch" });
    expect(steps(sent)).toEqual([["down", 0], ["down", 1], ["up", 0], ["down", 0]]);
  });

  it("presses Back with the right button and Home with the middle one", () => {
    const { sent, fire } = aPointer();
    fire("pointerdown", 150, 100, { button: 2 });
    fire("pointerdown", 150, 100, { button: 1 });
    expect(steps(sent)).toEqual([["back", undefined], ["home", undefined]]);
  });

  it("with Ctrl is two fingers mirrored at the middle", () => {
    const { sent, fire } = aPointer();
    fire("pointerdown", 125, 50, { ctrlKey: true });
    expect(sent).toMatchObject([{ finger: 0, x: 0.25, y: 0.25 }, { finger: 1, x: 0.75, y: 0.75 }]);
  });

  it("that the system takes away is cancelled", () => {
    const { sent, fire } = aPointer();
    fire("pointerdown", 150, 100);
    fire("pointercancel", 150, 100);
    fire("pointerup", 150, 100);
    expect(steps(sent)).toEqual([["down", 0], ["cancel", 0]]);
  });

  it("lets go when the window loses the focus", () => {
    const { sent, fire } = aPointer();
    fire("pointerdown", 150, 100);
    window.dispatchEvent(new Event("blur"));
    fire("pointermove", 160, 100);
    expect(steps(sent)).toEqual([["down", 0], ["release", undefined]]);
  });
});

describe("a wheel", () => {
  it("counts lines and pages in pixels", () => {
    expect(pixels(3, WheelEvent.DOM_DELTA_PIXEL, 800)).toBe(3);
    expect(pixels(3, WheelEvent.DOM_DELTA_LINE, 800)).toBe(57);
    expect(pixels(1, WheelEvent.DOM_DELTA_PAGE, 800)).toBe(800);
  });

  it("scrolls by parts of the frame", () => {
    const { sent, element } = aPointer();
    const event = new WheelEvent("wheel", { clientX: 150, clientY: 100, deltaY: 50, cancelable: true });
    element.dispatchEvent(event);
    expect(sent).toMatchObject([{ t: "wheel", x: 0.5, y: 0.5, dx: 0, dy: 0.25 }]);
    expect(event.defaultPrevented).toBe(true);
  });

  it("with Ctrl stays the browser's zoom", () => {
    const { sent, element } = aPointer();
    const event = new WheelEvent("wheel", { clientX: 150, clientY: 100, deltaY: 50, ctrlKey: true, cancelable: true });
    element.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(false);
    expect(sent).toEqual([]);
  });
});
