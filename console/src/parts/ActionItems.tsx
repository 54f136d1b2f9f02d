import { Menu, Text } from "@mantine/core";
import type { DeviceAction } from "@/api/schema";
import { useWord } from "@/i18n/words";
import { canTry } from "./device";
import { useFindingWords } from "./FindingList";
import { stops } from "./ways";

interface Props {
  actions: readonly DeviceAction[];
  onStart: () => void;
  onCheckIn: () => void;
}

/** The entries of an Actions menu. What cannot be done now is disabled and says why; what never can is not there. */
export function ActionItems({ actions, onStart, onCheckIn }: Props) {
  const word = useWord();
  const words = useFindingWords();
  return actions.map((action) => (
    // A session that is blocked opens its dialog all the same: there stand the actions that remove the block.
    <Menu.Item
      key={action.name}
      disabled={!canTry(action)}
      onClick={action.name === "force_check_in" ? onCheckIn : onStart}
    >
      {word("ActionName", action.name)}
      {!action.enabled && action.findings.some(stops) && (
        <Text size="xs" maw={260}>
          {action.findings.filter(stops).map(words.what).join(" ")}
        </Text>
      )}
    </Menu.Item>
  ));
}
