import { Badge, Button, Menu, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { isApiError } from "@/api/error";
import { helpQuery } from "@/api/queries/help";
import { mayHelp, meQuery } from "@/api/queries/me";
import type { HelpRequest } from "@/api/schema";
import { unwrap } from "@/api/unwrap";
import { useWord } from "@/i18n/words";
import { refTitle, SimulatedMark } from "@/parts/device";
import { ErrorNote } from "@/ui/ErrorNote";
import { ChevronIcon } from "@/ui/icons";
import { Age, At } from "@/ui/Time";
import styles from "./HelpPage.module.css";
import type { More } from "./MoreDialog";

interface Props {
  request: HelpRequest;
  /** Its place in the line, from 1; absent when somebody has it or it is hidden. */
  place?: number | undefined;
  onStart: () => void;
  onClose: () => void;
  onMore: (what: More) => void;
}

/** One help request: how long it waits, who asked, what they wrote, and what can be done with it. */
export function HelpItem({ request, place, onStart, onClose, onMore }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const { device } = request;
  return (
    <li className={styles.item} data-state={request.state}>
      <div className={styles.age}>
        <span className={styles.label}>{t("help.age")}</span>
        <Age since={request.asked_at} />
        {place !== undefined && <span className={styles.label}>{t("help.place", { place })}</span>}
      </div>
      <div className={styles.who}>
        <Link to="/devices/$deviceId" params={{ deviceId: request.device_id }}>
          <bdi>{device ? refTitle(device) : request.device_id}</bdi>
        </Link>
        {device && (
          <Text size="sm" c="dimmed">
            <bdi>{[device.owner_name && device.name, device.model].filter(Boolean).join(" · ")}</bdi>{" "}
            {device.simulated && <SimulatedMark />}
          </Text>
        )}
      </div>
      <div className={styles.text}>
        {request.text ? <bdi>{request.text}</bdi> : <Text size="sm" c="dimmed">{t("help.no_text")}</Text>}
        {request.note && (
          <Text size="xs" c="dimmed">
            {t("help.note")}
            {t("ui.colon")}
            <bdi>{request.note}</bdi>
          </Text>
        )}{" "}
        {request.call_back_at && (
          <Badge color="yellow">
            {t("help.call_back_at")} <At at={request.call_back_at} />
          </Badge>
        )}
        {request.snoozed_until && (
          <Badge color="gray">
            {t("help.snoozed_until")} <At at={request.snoozed_until} />
          </Badge>
        )}
        {request.answer && (
          <Text size="xs" c="dimmed">
            {t("help.answer")}
            {t("ui.colon")}
            <bdi>{request.answer}</bdi>
          </Text>
        )}
        {request.state === "escalated" && <Badge color="red">{word("HelpStateName", "escalated")}</Badge>}
      </div>
      <Choices request={request} onStart={onStart} onClose={onClose} onMore={onMore} />
    </li>
  );
}

function Choices({ request, onStart, onClose, onMore }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const me = useSuspenseQuery(meQuery).data;
  const winner = useQuery({ ...helpQuery, select: ({ items }) => items.find(({ id }) => id === request.id)?.taken_by_name }).data;
  const path = { params: { path: { id: request.id } } };
  const refresh = () => client.invalidateQueries({ queryKey: helpQuery.queryKey });
  const take = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/help-requests/{id}/take", path)),
    onSettled: refresh,
  });
  const release = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/help-requests/{id}/release", path)),
    onSettled: refresh,
  });
  const helps = mayHelp(me);
  const mine = request.state === "taken" && request.taken_by === me.person.id;
  // Of two who press Take one gets it; the other is told who did.
  const lost = isApiError(take.error, "already_taken") && winner;
  return (
    <>
      <div className={styles.buttons}>
        {helps && request.state !== "taken" && (
          <Button size="xs" loading={take.isPending} onClick={() => take.mutate()}>
            {t("help.take")}
          </Button>
        )}
        {request.state === "taken" && (
          <Badge color={mine ? "blue" : "gray"}>{mine ? t("help.mine") : t("help.taken_by", { name: request.taken_by_name ?? "" })}</Badge>
        )}
        {helps && mine && (
          <>
            <Button size="xs" onClick={onStart}>
              {t("help.start")}
            </Button>
            <Button size="xs" variant="default" onClick={onClose}>
              {t("help.close")}
            </Button>
            <Button size="xs" variant="subtle" loading={release.isPending} onClick={() => release.mutate()}>
              {t("help.release")}
            </Button>
          </>
        )}
        {helps && (mine || request.state !== "taken") && <MoreMenu onMore={onMore} />}
      </div>
      {lost && (
        <Text size="sm" role="alert" className={styles.wide}>
          {t("help.lost", { name: winner })}
        </Text>
      )}
      {((take.isError && !lost) || release.isError) && (
        <div className={styles.wide}>
          <ErrorNote error={take.error ?? release.error} />
        </div>
      )}
    </>
  );
}

function MoreMenu({ onMore }: { onMore: (what: More) => void }) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end" withinPortal={false}>
      <Menu.Target>
        <Button size="xs" variant="default" rightSection={<ChevronIcon size={14} />}>
          {t("help.more.title")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onMore("assign")}>{t("help.more.assign.menu")}</Menu.Item>
        <Menu.Item onClick={() => onMore("call_back")}>{t("help.more.call_back.menu")}</Menu.Item>
        <Menu.Item onClick={() => onMore("snooze")}>{t("help.more.snooze.menu")}</Menu.Item>
        <Menu.Item onClick={() => onMore("decline")}>{t("help.more.decline.menu")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
