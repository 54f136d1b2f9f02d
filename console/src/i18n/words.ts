import { useTranslation } from "react-i18next";
import { en } from "./catalogue";

type Catalogue = typeof en.words;
type List = keyof Catalogue;

/** Dots would be read as levels of the catalogue, so person.signed_in stands there as person_signed_in. */
const flat = (value: string) => value.replaceAll(".", "_");

/**
 * The words of a value of one of the API's closed lists, such as word("EndReason", "declined"). A value that this
 * console is too old to know is shown as it is.
 */
export function useWord() {
  const { t } = useTranslation();
  return (list: List, value: string): string => {
    const words: Record<string, string> = en.words[list];
    // The key was looked up above; the type of t cannot know that.
    return flat(value) in words ? String(t(`words.${list}.${flat(value)}` as never)) : value;
  };
}
