import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Hands } from "./hands";
import { KeyboardInput } from "./keyboard-input";

function aKeyboard() {
  const sent: Record<string, unknown>[] = [];
  const put = (message: string) => {
    sent.push(JSON.parse(message));
    return true;
  };
  const hands = new Hands({ sink: { control: put, moves: put } });
  hands.see(1);
  hands.allow(true);
  const field = document.createElement("textarea");
  document.body.append(field);
  const composed: string[] = [];
  const onLeave = vi.fn();
  const keyboard = new KeyboardInput({ field, hands, onCompose: (text) => composed.push(text), onLeave });
  const press = (init: KeyboardEventInit) => {
    const event = new KeyboardEvent("keydown", { cancelable: true, bubbles: true, ...init });
    field.dispatchEvent(event);
    return event;
  };
  const compose = (type: string, data: string) => field.dispatchEvent(new CompositionEvent(type, { data }));
  const input = (text: string, isComposing = false) => {
    field.value = text;
    field.dispatchEvent(new InputEvent("input", { isComposing }));
  };
  return { sent, field, keyboard, composed, onLeave, press, compose, input };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

describe("text", () => {
  it("goes out as it was typed, and leaves the field empty", () => {
    const { sent, field, input, press } = aKeyboard();
    expect(press({ key: "a", code: "KeyA" }).defaultPrevented).toBe(false);
    input("a");
    expect(sent).toMatchObject([{ t: "text", text: "a" }]);
    expect(field.value).toBe("");
  });

  it("of an input method goes out once, whole, when it is committed", () => {
    const { sent, composed, compose, input, press } = aKeyboard();
    compose("compositionstart", "");
    for (const text of ["n", "に", "にほn", "日本"]) {
      press({ key: "Process", code: "KeyN", keyCode: 229, isComposing: true });
      compose("compositionupdate", text);
      input(text, true);
    }
    expect(sent).toEqual([]);
    expect(composed.at(-1)).toBe("日本");
    press({ key: "Enter", code: "Enter", keyCode: 229, isComposing: true });
    compose("compositionend", "日本");
    input(""); // Firefox sends its last input event after the end; the field is empty by then
    vi.advanceTimersByTime(200);
    expect(sent.map(({ t, text }) => [t, text])).toEqual([["text", "日本"]]);
    expect(composed.at(-1)).toBe("");
  });

  it("that was cancelled while composing is not sent", () => {
    const { sent, compose, input } = aKeyboard();
    compose("compositionstart", "");
    input("に", true);
    input("", true);
    compose("compositionend", "");
    expect(sent).toEqual([]);
  });

  it("made with AltGr is text, not a shortcut", () => {
    const { press } = aKeyboard();
    expect(press({ key: "@", code: "KeyQ", ctrlKey: true, altKey: true }).defaultPrevented).toBe(false);
  });
});

describe("keys", () => {
  it("with a name or a modifier go out by their place", () => {
    const { sent, press, field } = aKeyboard();
    expect(press({ key: "Enter", code: "Enter" }).defaultPrevented).toBe(true);
    field.dispatchEvent(new KeyboardEvent("keyup", { key: "Enter", code: "Enter" }));
    press({ key: "a", code: "KeyA", ctrlKey: true });
    expect(sent).toMatchObject([
      { t: "key", code: "Enter", down: true },
      { t: "key", code: "Enter", down: false },
      { t: "key", code: "KeyA", down: true, ctrl: true },
    ]);
  });

  it("that an input method takes are never sent", () => {
    const { sent, press } = aKeyboard();
    press({ key: "Process", code: "Enter", keyCode: 229 });
    press({ key: "Enter", code: "Enter", isComposing: true });
    expect(sent).toEqual([]);
  });

  it("of a soft keyboard come from what it asks for", () => {
    const { sent, field } = aKeyboard();
    const ask = new InputEvent("beforeinput", { inputType: "deleteContentBackward", cancelable: true });
    field.dispatchEvent(ask);
    expect(ask.defaultPrevented).toBe(true);
    expect(sent).toMatchObject([{ code: "Backspace", down: true }, { code: "Backspace", down: false }]);
  });
});

describe("leaving", () => {
  it("happens by Ctrl+Alt+Shift, and lets go of what is held", () => {
    const { sent, press, onLeave } = aKeyboard();
    press({ key: "ArrowDown", code: "ArrowDown" });
    press({ key: "Shift", code: "ShiftLeft", ctrlKey: true, altKey: true, shiftKey: true });
    expect(onLeave).toHaveBeenCalledOnce();
    expect(sent.at(-1)).toMatchObject({ t: "release" });
  });

  it("happens when the field loses the focus", () => {
    const { field, onLeave } = aKeyboard();
    field.dispatchEvent(new FocusEvent("blur"));
    expect(onLeave).toHaveBeenCalledOnce();
  });

  it("does not send what is pressed afterwards", () => {
    const { sent, press, keyboard } = aKeyboard();
    keyboard.stop();
    press({ key: "Enter", code: "Enter" });
    expect(sent).toEqual([]);
  });
});
