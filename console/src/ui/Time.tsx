import { useFormats } from "@/i18n/format";
import { useNow } from "./useNow";

/** How long ago something was, kept right, with the exact time on hovering. */
export function Ago({ at, now }: { at: string; now: Date }) {
  const formats = useFormats();
  return (
    <time dateTime={at} title={formats.exact(at)}>
      {formats.ago(at, now)}
    </time>
  );
}

/** A point in time, with the exact one on hovering. Beside an earlier one of the same day its date is left out. */
export function At({ at, after }: { at: string; after?: string }) {
  const formats = useFormats();
  const sameDay = after !== undefined && new Date(after).toDateString() === new Date(at).toDateString();
  return (
    <time dateTime={at} title={formats.exact(at)}>
      {sameDay ? formats.time(at) : formats.dateTime(at)}
    </time>
  );
}

/** An age that counts up by the second: 4 min 10 s. */
export function Age({ since }: { since: string }) {
  const formats = useFormats();
  const now = useNow(1_000);
  return (
    <time dateTime={since} title={formats.exact(since)}>
      {formats.duration((now.getTime() - new Date(since).getTime()) / 1000)}
    </time>
  );
}

/** The time left until a point, as minutes and seconds; 0:00 when it is over. */
export function TimeLeft({ until }: { until: string }) {
  const formats = useFormats();
  const now = useNow(500);
  return <span role="timer">{formats.clock((new Date(until).getTime() - now.getTime()) / 1000)}</span>;
}
