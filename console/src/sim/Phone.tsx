import { ActionIcon, Switch } from "@mantine/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "@/i18n/format";
import { frameBox } from "@/live/geometry";
import { Hands } from "@/live/hands";
import { KeyboardInput } from "@/live/keyboard-input";
import { PointerInput } from "@/live/pointer-input";
import type { Button } from "@/live/wire";
import { sendInput, type SimState } from "./api";
import { InputQueue } from "./InputQueue";
import styles from "./sim.module.css";
import { useScreen } from "./useSim";

const buttons: readonly [Button, string][] = [
  ["back", "M16 5L7 12l9 7z"],
  ["home", "M12 5a7 7 0 1 0 0 14a7 7 0 1 0 0-14z"],
  ["recents", "M6 6h12v12H6z"],
  ["rotate", "M9 8h6v10H9zM4.500 16.500a9 9 0 0 1 2-11L9 3.500M9 3.500H5.500M9 3.500V7"],
  ["volume_down", "M4 10v4h3.500l4.500 4V6l-4.500 4zM16 12h5"],
  ["volume_up", "M4 10v4h3.500l4.500 4V6l-4.500 4zM16 12h5M18.500 9.500v5"],
  ["power", "M12 4v8M7.500 6.500a7 7 0 1 0 9 0"],
];

/** The phone in the hand of its user: its screen as it is now, and its buttons. */
export function Phone({ id, state }: { id: string; state: SimState }) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const [hands] = useState(() => new Hands({ sink: new InputQueue((input) => sendInput(id, input)) }));
  const [typing, setTyping] = useState(false);
  const [composed, setComposed] = useState("");
  const { epoch, w, h } = state.screen;
  useScreen(id, canvas);

  useEffect(() => {
    hands.see(epoch);
    hands.allow(true);
  }, [hands, epoch]);

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const input = new PointerInput({
      element,
      hands,
      box: () => frameBox(element.getBoundingClientRect(), element.width, element.height),
    });
    return () => input.stop();
  }, [hands]);

  useEffect(() => {
    if (!typing || !field.current) return;
    const keyboard = new KeyboardInput({ field: field.current, hands, onCompose: setComposed, onLeave: () => setTyping(false) });
    return () => keyboard.stop();
  }, [hands, typing]);

  return (
    <section aria-label={t("sim.phone")}>
      <div className={styles.bezel} data-wide={w > h || undefined}>
        <canvas
          ref={canvas}
          className={styles.glass}
          width={w}
          height={h}
          data-testid="sim-screen"
          role="img"
          aria-label={t("sim.screen")}
          // It must not take the focus away from the field that is typed in.
          onMouseDown={(e) => e.preventDefault()}
        />
        <textarea
          ref={field}
          className={styles.field}
          tabIndex={typing ? 0 : -1}
          aria-hidden={!typing}
          aria-label={t("viewer.keyboard_field")}
          autoCapitalize="off"
          autoComplete="off"
          spellCheck={false}
        />
        {composed && <div className={styles.composed}>{composed}</div>}
      </div>
      <div className={styles.buttons} role="group" aria-label={t("viewer.device_buttons")}>
        {buttons.map(([button, path]) => (
          <PhoneButton key={button} label={t(`sim.button_${button}`)} onPress={() => hands.button(button)}>
            <path d={path} />
          </PhoneButton>
        ))}
      </div>
      <div className={styles.status}>
        <Status state={state} />
        <Switch
          size="sm"
          label={t("sim.type")}
          checked={typing}
          onMouseDown={(e) => e.preventDefault()}
          onChange={(e) => setTyping(e.currentTarget.checked)}
        />
      </div>
    </section>
  );
}

function Status({ state }: { state: SimState }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <span className={styles.words}>
      <span className={styles.link} data-link={state.link}>
        {t(`sim.link_${state.link}`)}
      </span>
      <span>
        {t(state.charging ? "sim.charging" : "sim.battery", { percent: formats.percent(state.battery) })}
      </span>
      {state.screen.kind !== "on" && <span>{t(`sim.screen_${state.screen.kind}`)}</span>}
    </span>
  );
}

function PhoneButton({ label, onPress, children }: { label: string; onPress: () => void; children: ReactNode }) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      c="inherit"
      size="lg"
      aria-label={label}
      title={label}
      onMouseDown={(e) => e.preventDefault()}
      onClick={onPress}
    >
      <svg
        width="20"
        height="20"
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        {children}
      </svg>
    </ActionIcon>
  );
}
