import { useTranslation } from "react-i18next";
import type { ActivationCard, Way } from "@/api/schema";

/** The ways that are activated each for itself, as addresses name them. */
export const wayNames = ["attended", "unattended", "builtin"] as const;
export type WayName = (typeof wayNames)[number];

/** The way of a card, or of a removal. */
export const nameOf = ({ provider, mode }: Way): WayName => (provider === "builtin" ? "builtin" : (mode ?? "attended"));

/** A way as the API takes it. */
export const wayOf = (name: WayName): Way => (name === "builtin" ? { provider: "builtin" } : { provider: "teamviewer", mode: name });

/** What a way is called. */
export function useWayWords() {
  const { t } = useTranslation();
  return (name: WayName) => t(`admin.way.${name}`);
}

/** Whether an account is connected that the way can be activated with. */
export const isConnected = ({ binding }: ActivationCard) => binding?.state === "works";
