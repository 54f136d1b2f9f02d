import { Menu, Text } from "@mantine/core";
import type { DeviceAction } from "@/api/schema";
import { useWord } from "@/i18n/words";
import { canTry } from "./device";
import { useFindingWords } from "./FindingList";

/** The entries of an Actions menu. What cannot be done now is disabled and says why; what never can is not there. */
export function ActionItems({ actions, onStart }: { actions: readonly DeviceAction[]; onStart: () => void }) {
  const word = useWord();
  const words = useFindingWords();
  return actions.map((action) => (
    <Menu.Item key={action.name} disabled={!canTry(action)} onClick={onStart}>
      {word("ActionName", action.name)}
      {!canTry(action) && (
        <Text size="xs" maw={260}>
          {action.findings.filter(({ severity }) => severity === "block").map(words.what).join(" ")}
        </Text>
      )}
    </Menu.Item>
  ));
}
