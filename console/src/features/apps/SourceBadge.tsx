import { Badge } from "@mantine/core";
import type { Fact } from "@/api/schema";
import { useWord } from "@/i18n/words";

const colors = { documented: "green", unverified: "yellow", administrator: "blue" } as const;

/** Where a fact about an app is from; nothing for a fact that is not known. */
export function SourceBadge({ fact }: { fact: Fact | undefined }) {
  const word = useWord();
  if (!fact?.value || !fact.source) return null;
  return (
    <Badge size="sm" color={colors[fact.source]}>
      {word("FactSource", fact.source)}
    </Badge>
  );
}
