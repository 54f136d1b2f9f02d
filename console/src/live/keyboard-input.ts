import type { Hands, Modifiers } from "./hands";

/** Keys that are sent as keys even without Ctrl, Alt or Meta. Everything else is text, which an input method may make. */
const namedKeys = new Set([
  "Enter", "NumpadEnter", "Backspace", "Delete", "Tab", "Escape", "Insert", "Home", "End", "PageUp", "PageDown",
  "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "ContextMenu",
  ...Array.from({ length: 12 }, (_, i) => `F${i + 1}`),
]);

/** What soft keyboards ask for in place of pressing a key. */
const keyOfInputType: Readonly<Record<string, string>> = {
  deleteContentBackward: "Backspace",
  deleteContentForward: "Delete",
  insertLineBreak: "Enter",
  insertParagraph: "Enter",
};

/** keyCode of a key press that an input method took. KeyboardEvent.isComposing is still false for the first one. */
const takenByInputMethod = 229;

export interface KeyboardInputConfig {
  /** A text field that the page hides; input methods need one to compose in. */
  field: HTMLTextAreaElement;
  hands: Hands;
  /** What is being composed now; empty when nothing is. */
  onCompose: (text: string) => void;
  /** The technician pressed Ctrl+Alt+Shift, or the field lost the focus. */
  onLeave: () => void;
}

/**
 * The technician's keyboard while it is captured. Text goes out as whole committed strings, so that Japanese comes
 * as it was written; keys that are not text go out by their position. Ctrl+Alt+Shift is the way out.
 */
export class KeyboardInput {
  private stopped = new AbortController();
  private composing = false;

  constructor(private readonly config: KeyboardInputConfig) {
    const { field } = config;
    const { signal } = this.stopped;
    field.value = "";
    field.addEventListener("keydown", (e) => this.press(e), { signal });
    field.addEventListener("keyup", (e) => this.lift(e), { signal });
    field.addEventListener("beforeinput", (e) => this.beforeInput(e), { signal });
    field.addEventListener("input", () => this.commit(), { signal });
    field.addEventListener("compositionstart", () => this.compose(true, ""), { signal });
    field.addEventListener("compositionupdate", (e) => this.compose(true, e.data), { signal });
    field.addEventListener("compositionend", () => {
      this.compose(false, "");
      this.commit();
    }, { signal });
    field.addEventListener("blur", () => this.leave(), { signal });
    field.focus({ preventScroll: true });
  }

  /** Ends, and lets go of every key. */
  stop() {
    this.stopped.abort();
    this.config.field.value = "";
    this.config.hands.releaseAll();
    this.config.onCompose("");
  }

  private press(e: KeyboardEvent) {
    if (e.isComposing || e.keyCode === takenByInputMethod) return;
    if (e.ctrlKey && e.altKey && e.shiftKey) {
      e.preventDefault();
      this.leave();
      return;
    }
    if (!isKey(e)) return; // text: the field gets it
    e.preventDefault();
    this.config.hands.key(e.code, true, modifiers(e));
  }

  private lift(e: KeyboardEvent) {
    // Hands ignores the end of what never began.
    this.config.hands.key(e.code, false, modifiers(e));
  }

  private beforeInput(e: InputEvent) {
    const code = keyOfInputType[e.inputType];
    if (code === undefined || e.isComposing || this.composing) return;
    e.preventDefault();
    this.config.hands.key(code, true);
    this.config.hands.key(code, false);
  }

  private compose(composing: boolean, text: string) {
    this.composing = composing;
    this.config.onCompose(text);
  }

  /**
   * Sends what stands in the field and empties it. Browsers disagree whether the last input event comes before or after
   * the end of the composition; whichever comes first finds the text, the other an empty field.
   */
  private commit() {
    if (this.composing) return;
    const { field, hands } = this.config;
    const text = field.value;
    field.value = "";
    if (text !== "") hands.type(text);
  }

  private leave() {
    this.config.hands.releaseAll();
    this.config.onLeave();
  }
}

/** True for a press that is a key and not text. AltGr makes text: it comes as Ctrl+Alt on Windows, with a character. */
function isKey(e: KeyboardEvent): boolean {
  if (namedKeys.has(e.code)) return true;
  const modifier = /^(Control|Alt|Shift|Meta|CapsLock|Fn|Hyper|Super|OS)/.test(e.key) || e.key === "AltGraph";
  if (modifier) return false;
  if (e.getModifierState("AltGraph") || (e.ctrlKey && e.altKey && e.key.length === 1)) return false;
  return e.ctrlKey || e.metaKey || (e.altKey && e.key.length !== 1);
}

function modifiers(e: KeyboardEvent): Modifiers {
  return {
    ...(e.shiftKey && { shift: true }),
    ...(e.ctrlKey && { ctrl: true }),
    ...(e.altKey && { alt: true }),
    ...(e.metaKey && { meta: true }),
  };
}
