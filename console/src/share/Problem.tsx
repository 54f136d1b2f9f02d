import { Alert } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/error";
import { en } from "@/i18n/catalogue";
import { useProblemWords } from "@/ui/ErrorNote";

const isOwn = (code: string): code is keyof typeof en.share.problems => code in en.share.problems;

/** What went wrong with sharing, in words; nothing when nothing did. */
export function Problem({ code }: { code: string }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  if (code === "") return null;
  return (
    <Alert color="yellow" role="alert">
      {isOwn(code) ? t(`share.problems.${code}`) : words(new ApiError(code, 0, ""))}
    </Alert>
  );
}
