import { Stack, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Hands } from "@/live/hands";
import { Dialog } from "@/ui/Dialog";
import { SubmitBar } from "@/ui/SubmitBar";

/** Types a text into the phone at once: what always works, whatever keyboard or input method the technician has. */
export function SendTextDialog({ hands, onClose }: { hands: Hands; onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  return (
    <Dialog opened onClose={onClose} title={t("viewer.send_text_title")}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          hands.type(text);
          onClose();
        }}
      >
        <Stack>
          <Textarea
            label={t("viewer.text")}
            description={t("viewer.text_hint")}
            data-autofocus
            autosize
            minRows={3}
            maxRows={10}
            maxLength={1000}
            value={text}
            onChange={(e) => setText(e.currentTarget.value)}
          />
          <SubmitBar submit={t("viewer.send")} disabled={text === ""} onCancel={onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}
