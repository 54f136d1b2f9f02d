import { Alert, Button, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/error";
import { en } from "@/i18n/catalogue";
import { useFieldProblem } from "@/i18n/fieldProblem";

const isKnown = (code: string): code is keyof typeof en.problems => code in en.problems;

/** The words for a failure, in the language that is chosen. */
export function useProblemWords() {
  const { t } = useTranslation();
  return (error: unknown) => {
    const code = error instanceof ApiError ? error.code : "unexpected";
    return t(`problems.${isKnown(code) ? code : "unexpected"}`);
  };
}

/** Tells of a failure, with a button to try again when `again` is given. Read aloud when it appears. */
export function ErrorNote({ error, title, again }: { error: unknown; title?: string; again?: () => void }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  if (!error) return null;
  const requestId = error instanceof ApiError ? error.requestId : undefined;
  return (
    <Alert color="red" role="alert" title={title} variant="light">
      <Text size="sm">{words(error)}</Text>
      {error instanceof ApiError && error.code === "invalid" && <FieldList error={error} />}
      {(requestId || again) && (
        <Group gap="sm" mt="xs" justify="space-between">
          {again && (
            <Button size="xs" variant="default" onClick={again}>
              {t("ui.try_again")}
            </Button>
          )}
          {requestId && (
            <Text size="xs" c="dimmed">
              {t("ui.request_id", { id: requestId })}
            </Text>
          )}
        </Group>
      )}
    </Alert>
  );
}

function FieldList({ error }: { error: ApiError }) {
  const say = useFieldProblem();
  return (
    <ul style={{ margin: "4px 0 0", paddingInlineStart: "1.2em" }}>
      {error.problem.errors?.map((field) => {
        const { words, detail } = say(field);
        return (
          <li key={`${field.location}${field.message}`}>
            <Text size="sm" span>
              {words}
            </Text>{" "}
            {detail && (
              <Text size="xs" c="dimmed" span lang="en">
                {detail}
              </Text>
            )}
          </li>
        );
      })}
    </ul>
  );
}
