import { Alert, Anchor, Text } from "@mantine/core";
import { Fragment, useId } from "react";
import { useTranslation } from "react-i18next";
import { asLanguage } from "@/i18n/i18n";
import styles from "./ActivateTeamViewer.module.css";

interface Props {
  agreement: { version: number; text: { en?: string; ja?: string } };
}

/** The text that comes with the product; every later version is the company's own. */
const ofTheProduct = 1;

/** One version of the license agreement, in the language of the console where it has one. */
export function AgreementText({ agreement: { version, text } }: Props) {
  const { t, i18n } = useTranslation();
  const title = useId();
  return (
    <>
      {version === ofTheProduct && <Alert color="yellow">{t("admin.agreement_product")}</Alert>}
      <Text size="sm" fw={600} id={title}>
        {t("admin.agreement")} ({t("admin.version", { version })})
      </Text>
      <div className={styles.agreement} role="region" aria-labelledby={title} tabIndex={0}>
        <WithLinks text={text[asLanguage(i18n.language)] || text.en || text.ja || ""} />
      </div>
    </>
  );
}

/** Web addresses in a text can be followed; everything else stays plain text. */
function WithLinks({ text }: { text: string }) {
  const parts = text.split(/(https:\/\/[\w./~%?=&#+-]*[\w/])/);
  return parts.map((part, i) =>
    i % 2 === 1 ? (
      <Anchor key={i} href={part} target="_blank" rel="noreferrer" inherit>
        {part}
      </Anchor>
    ) : (
      <Fragment key={i}>{part}</Fragment>
    ),
  );
}
