import { Alert, Button, Group, Switch, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "@/i18n/format";
import { useWord } from "@/i18n/words";
import { Hours } from "@/share/Hours";
import { ErrorNote } from "@/ui/ErrorNote";
import { TimeLeft } from "@/ui/Time";
import { HandsetPanel } from "./HandsetPanel";
import { Card } from "./Card";
import { act, type SimAction, setAutoAnswer, type SimState } from "./api";
import styles from "./sim.module.css";

export type Do = (action: SimAction, text?: string) => void;

/** What the user of a simulated device sees and can do: ask for help, consent, and keep the session in hand. */
export function UserPanel({ id, state }: { id: string; state: SimState }) {
  const { t } = useTranslation();
  const [problem, setProblem] = useState<unknown>(null);
  const [pending, setPending] = useState(false);
  const attempt = (asked: Promise<unknown>) => {
    setPending(true);
    setProblem(null);
    asked.catch(setProblem).finally(() => setPending(false));
  };
  const todo: Do = (action, text) => attempt(act(id, action, text));
  const open = state.session && state.session.state !== "ended" ? state.session : null;
  const running = open && (open.state === "active" || open.state === "interrupted") ? open : null;
  return (
    <>
      <ErrorNote error={problem} />
      <div role="status" className="visually-hidden" data-testid="sim-session" data-state={state.session?.state ?? "none"}>
        {state.ring ? t("sim.asked", { name: state.ring.technician.name }) : running ? t("sim.in_session") : ""}
      </div>
      {state.ring && <Consent ring={state.ring} auto={state.auto_answer} pending={pending} onDo={todo} />}
      {running && <Running session={running} pending={pending} onDo={todo} />}
      {!running && !state.ring && state.session?.state === "ended" && <Over reason={state.session.end_reason} />}
      {!running && !state.ring && <Help state={state} pending={pending} onDo={todo} />}
      {state.handset && <HandsetPanel handset={state.handset} pending={pending} onDo={todo} />}
      <Card>
        <Switch
          label={t("sim.auto")}
          description={t("sim.auto_hint")}
          checked={state.auto_answer}
          onChange={(e) => attempt(setAutoAnswer(e.currentTarget.checked))}
        />
        <Group>
          <Button size="xs" variant="default" onClick={() => todo(state.screen.kind === "locked" ? "unlock" : "lock")}>
            {t(state.screen.kind === "locked" ? "sim.unlock" : "sim.lock")}
          </Button>
        </Group>
      </Card>
    </>
  );
}

interface ConsentProps {
  ring: NonNullable<SimState["ring"]>;
  auto: boolean;
  pending: boolean;
  onDo: Do;
}

function Consent({ ring, auto, pending, onDo }: ConsentProps) {
  const { t } = useTranslation();
  const word = useWord();
  const unattended = ring.mode === "unattended";
  return (
    <Card title={t(unattended ? "sim.announced" : "sim.asked", { name: ring.technician.name })}>
      <dl className={styles.facts}>
        <dt>{t("share.who")}</dt>
        <dd>
          <bdi>{ring.technician.name}</bdi> ({word("Role", ring.technician.role)})
          {ring.company && (
            <>
              {" · "}
              <bdi>{ring.company}</bdi>
            </>
          )}
        </dd>
        <dt>{t("share.why")}</dt>
        <dd>
          <bdi>{ring.reason}</bdi>
        </dd>
        <dt>{t("share.what")}</dt>
        <dd>{ring.rights.map((right) => t(right === "control" ? "viewer.right_control" : "viewer.right_view")).join(" · ")}</dd>
        <dt>{t(unattended ? "sim.starts_in" : "share.left")}</dt>
        <dd>
          <TimeLeft until={ring.answer_by} />
        </dd>
      </dl>
      {auto && (
        <Text size="sm" c="dimmed">
          {t("sim.auto_soon")}
        </Text>
      )}
      <Group grow>
        <Button variant="default" size="md" disabled={pending} onClick={() => onDo("decline")} data-testid="sim-decline">
          {t("share.decline")}
        </Button>
        <Button size="md" loading={pending} onClick={() => onDo("accept")} data-testid="sim-accept">
          {t("sim.accept")}
        </Button>
      </Group>
    </Card>
  );
}

function Running({ session, pending, onDo }: { session: NonNullable<SimState["session"]>; pending: boolean; onDo: Do }) {
  const { t } = useTranslation();
  const watchers = session.watchers ?? [];
  const controlled = session.rights.includes("control");
  // Rights say only what holds now; that control can be given again is known from having taken it back.
  const takenKey = `haw:sim:taken:${session.session_id}`;
  const [taken, setTaken] = useState(() => sessionStorage.getItem(takenKey) !== null);
  return (
    <Card title={t(session.paused ? "share.paused_title" : "sim.in_session")}>
      <Text>
        {session.state === "interrupted"
          ? t("sim.interrupted")
          : watchers.length > 0
            ? t(session.paused ? "sim.waits" : "sim.watched", { names: watchers.join(", ") })
            : t("share.nobody")}
      </Text>
      <Text size="sm" c="dimmed">
        {t(controlled ? "sim.controlled" : "sim.not_controlled")}
      </Text>
      <Group>
        <Button variant="default" disabled={pending} onClick={() => onDo(session.paused ? "resume" : "pause")} data-testid="sim-pause">
          {t(session.paused ? "share.resume" : "share.pause")}
        </Button>
        {controlled ? (
          <Button
            variant="default"
            disabled={pending}
            data-testid="sim-take-back"
            onClick={() => {
              sessionStorage.setItem(takenKey, "yes");
              setTaken(true);
              onDo("take_back");
            }}
          >
            {t("sim.take_back")}
          </Button>
        ) : (
          taken && (
            <Button variant="default" disabled={pending} onClick={() => onDo("give_control")} data-testid="sim-give-control">
              {t("sim.give_control")}
            </Button>
          )
        )}
        <Button color="red" disabled={pending} onClick={() => onDo("end")} data-testid="sim-end">
          {t("viewer.end")}
        </Button>
      </Group>
    </Card>
  );
}

function Over({ reason }: { reason?: string }) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <Alert color="gray" title={t("viewer.ended.title")}>
      {reason && word("EndReason", reason)}
    </Alert>
  );
}

function Help({ state, pending, onDo }: { state: SimState; pending: boolean; onDo: Do }) {
  const { t } = useTranslation();
  return (
    <Card title={t("sim.help_title")}>
      {state.help?.state ? (
        <Asked help={state.help} pending={pending} onDo={onDo} />
      ) : (
        <AskForHelp online={state.link === "online"} pending={pending} onDo={onDo} />
      )}
      {state.desk && (state.desk.hours || state.desk.phone) && <DeskOf state={state} desk={state.desk} />}
    </Card>
  );
}

/** What the help desk said of itself. Whether it is open was said for a moment that is over when the phone has no link. */
function DeskOf({ state, desk }: { state: SimState; desk: NonNullable<SimState["desk"]> }) {
  const { open_now, opens_at, ...always } = desk;
  return (
    <div className={styles.desk} data-testid="sim-desk">
      <Hours desk={state.link === "online" ? desk : always} />
    </div>
  );
}

interface AskedProps {
  help: NonNullable<SimState["help"]>;
  pending: boolean;
  onDo: Do;
}

function Asked({ help, pending, onDo }: AskedProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const declined = help.state === "declined";
  return (
    <>
      <div role="status" data-testid="sim-help-state">
        <Text>
          {declined
            ? t("helpme.over.declined")
            : help.state === "taken"
              ? t("sim.help_taken", { name: help.taken_by ?? "" })
              : help.place
                ? t("sim.help_place", { place: help.place })
                : t("sim.help_asked")}
        </Text>
        {!declined && help.call_back_at && <Text>{t("helpme.call_back", { time: formats.dateTime(help.call_back_at) })}</Text>}
        {help.answer && (
          <Text className={styles.message}>
            <bdi>{help.answer}</bdi>
          </Text>
        )}
      </div>
      <Group>
        <Button variant="default" disabled={pending} onClick={() => onDo("cancel_help")}>
          {t(declined ? "ui.close" : "sim.cancel_help")}
        </Button>
      </Group>
    </>
  );
}

function AskForHelp({ online, pending, onDo }: { online: boolean; pending: boolean; onDo: Do }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  return (
    <>
      <Textarea
        label={`${t("sim.help_text")} (${t("ui.optional")})`}
        autosize
        minRows={2}
        maxRows={5}
        maxLength={500}
        value={text}
        onChange={(e) => setText(e.currentTarget.value)}
      />
      <Group>
        <Button
          size="md"
          loading={pending}
          disabled={!online}
          data-testid="sim-help"
          onClick={() => {
            onDo("help", text.trim());
            setText("");
          }}
        >
          {t("sim.help")}
        </Button>
        {!online && (
          <Text size="sm" c="dimmed">
            {t("sim.help_offline")}
          </Text>
        )}
      </Group>
    </>
  );
}
