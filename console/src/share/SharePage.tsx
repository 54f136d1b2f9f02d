import { Button, Stack, Text, TextInput, Title } from "@mantine/core";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { isApiError } from "@/api/error";
import { unwrap } from "@/api/unwrap";
import { useWord } from "@/i18n/words";
import { canCapture, Guest, type GuestState, type Ticket } from "@/live/guest";
import { LanguageMenu, ThemeMenu } from "@/parts/Preferences";
import { Brand } from "@/ui/Brand";
import { ErrorNote } from "@/ui/ErrorNote";
import { Card } from "./Card";
import { asCode, codeOf, maxCode } from "./code";
import { ConsentCard } from "./ConsentCard";
import { Problem } from "./Problem";
import styles from "./share.module.css";
import { dropTicket, keepTicket, keptTicket, takeCodeFromAddress } from "./ticket";

/** The page where a guest shares the screen of a computer: a code, a question, and a button to stop. */
export function SharePage() {
  const { t } = useTranslation();
  // The code of the address is taken once, before anything else can see the address.
  const [code] = useState(takeCodeFromAddress);
  const [ticket, setTicket] = useState<Ticket | null>(() => (code ? null : keptTicket()));
  const taken = (next: Ticket) => {
    keepTicket(next);
    setTicket(next);
  };
  const over = () => {
    dropTicket();
    setTicket(null);
  };
  return (
    <div className={styles.page}>
      <header className={styles.top}>
        <Brand />
        <span className={styles.preferences}>
          <LanguageMenu />
          <ThemeMenu />
        </span>
      </header>
      <main className={styles.main}>
        <Title order={1} className={styles.title}>
          {t("share.title")}
        </Title>
        {!canCapture() ? (
          <Card>
            <Text>{t(window.isSecureContext ? "share.no_capture_here" : "share.insecure")}</Text>
          </Card>
        ) : ticket ? (
          <Sharing key={ticket.session_id} ticket={ticket} onOver={over} />
        ) : (
          <CodeForm code={code} onTaken={taken} />
        )}
      </main>
    </div>
  );
}

function CodeForm({ code, onTaken }: { code: string; onTaken: (ticket: Ticket) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(code);
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const [tried, setTried] = useState(false);
  const valid = codeOf(text);
  const redeem = async () => {
    setTried(true);
    if (!valid || pending) return;
    setPending(true);
    setProblem(null);
    try {
      onTaken(await unwrap(api.POST("/api/v1/shares/redeem", { body: { code: valid } })));
    } catch (error) {
      setProblem(error);
      if (isApiError(error, "bad_code")) setText("");
      setPending(false);
    }
  };
  return (
    <Card>
      <Text>{t("share.intro")}</Text>
      <form
        noValidate
        onSubmit={(e) => {
          e.preventDefault();
          void redeem();
        }}
      >
        <Stack gap="md">
          <TextInput
            label={t("share.code")}
            description={t("share.code_hint")}
            classNames={{ input: styles.code }}
            size="lg"
            inputMode="numeric"
            autoComplete="one-time-code"
            autoFocus
            maxLength={maxCode}
            value={text}
            onBlur={() => setText(asCode)}
            onChange={(e) => {
              setText(e.currentTarget.value);
              setTried(false);
            }}
            error={tried && !valid && !problem && t("share.code_wrong")}
          />
          <ErrorNote error={problem} />
          <Button type="submit" size="md" loading={pending}>
            {t("share.continue")}
          </Button>
        </Stack>
      </form>
      <Text size="sm" c="dimmed">
        {t("share.nothing_yet")}
      </Text>
    </Card>
  );
}

function useGuest(ticket: Ticket): [Guest, GuestState] {
  const [guest] = useState(() => new Guest({ ticket }));
  useEffect(() => {
    let gone = false;
    queueMicrotask(() => {
      if (!gone) guest.start();
    });
    return () => {
      gone = true;
      guest.stop();
    };
  }, [guest]);
  return [guest, useSyncExternalStore(guest.state.subscribe, guest.state.get)];
}

function Sharing({ ticket, onOver }: { ticket: Ticket; onOver: () => void }) {
  const { t } = useTranslation();
  const [guest, state] = useGuest(ticket);
  const { step } = state;
  useEffect(() => {
    if (step === "ended") dropTicket();
  }, [step]);
  useEffect(() => {
    document.title = `${t(step === "sharing" ? "share.sharing_title" : "share.title")} - Help@Work`;
    if (step !== "sharing") return;
    // Closing the page ends what the technician sees; that should not happen by a slip.
    const ask = (e: BeforeUnloadEvent) => e.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [step, t]);
  return (
    <>
      <div className="visually-hidden" role="status" data-testid="share-step" data-step={step}>
        {t(`share.steps.${step}`)}
      </div>
      {step !== "ended" && <Problem code={state.problem} />}
      <Step guest={guest} state={state} ticket={ticket} onOver={onOver} />
    </>
  );
}

function Step({ guest, state, ticket, onOver }: { guest: Guest; state: GuestState; ticket: Ticket; onOver: () => void }) {
  const { t } = useTranslation();
  switch (state.step) {
    case "connecting":
      return (
        <Card>
          <Text fw={600}>{t("share.steps.connecting")}</Text>
          <Text>{t("share.with", { name: ticket.technician_name })}</Text>
          <Text c="dimmed">{ticket.reason}</Text>
        </Card>
      );
    case "asking":
    case "picking":
    case "starting":
      return <ConsentCard guest={guest} state={state} />;
    case "again":
      return (
        <Card>
          <Title order={2}>{t("share.steps.again")}</Title>
          <Text>{t("share.again_text", { name: state.prompt?.technician.name ?? ticket.technician_name })}</Text>
          <Button size="md" onClick={() => void guest.accept()} data-testid="share-again">
            {t("share.share_again")}
          </Button>
          <Button variant="default" onClick={() => void guest.act("end")}>
            {t("share.end")}
          </Button>
        </Card>
      );
    case "sharing":
      return <Shared guest={guest} state={state} />;
    case "ended":
      return <Over state={state} onOver={onOver} />;
  }
}

function Shared({ guest, state }: { guest: Guest; state: GuestState }) {
  const { t } = useTranslation();
  const { paused, watchers, flowing, linked } = state;
  return (
    <Card>
      <div className={styles.on} data-paused={paused || undefined}>
        <span className={styles.dot} aria-hidden="true" />
        <Title order={2}>{t(paused ? "share.paused_title" : "share.sharing_title")}</Title>
      </div>
      <Text>
        {paused ? t("share.paused_text") : watchers.length > 0 ? t("share.watched", { names: watchers.join(", ") }) : t("share.nobody")}
      </Text>
      {!(flowing && linked) && (
        <Text c="var(--mantine-color-yellow-light-color)" role="status">
          {t("share.reconnecting")}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {t("share.keep_open")}
      </Text>
      <Button variant="default" size="md" onClick={() => void guest.act(paused ? "resume" : "pause")}>
        {t(paused ? "share.resume" : "share.pause")}
      </Button>
      <Button color="red" size="md" onClick={() => void guest.act("end")} data-testid="share-stop">
        {t("share.end")}
      </Button>
    </Card>
  );
}

function Over({ state, onOver }: { state: GuestState; onOver: () => void }) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <Card>
      <Title order={2}>{t("share.steps.ended")}</Title>
      <Problem code={state.problem} />
      {state.endReason && <Text>{word("EndReason", state.endReason)}</Text>}
      <Text c="dimmed">{t("share.ended_text")}</Text>
      <Button variant="default" onClick={onOver}>
        {t("share.new_code")}
      </Button>
    </Card>
  );
}
