import { useMemo } from "react";
import styles from "./QrCode.module.css";
import { qrCode } from "./qr";

/** Light modules around a code (ISO/IEC 18004). */
const border = 4;

/** A text as a QR code, dark on light in every theme as readers need it; nothing when the text is too long for one. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const rows = useMemo(() => qrCode(text), [text]);
  if (!rows) return null;
  const size = rows.length + 2 * border;
  const path = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x + border} ${y + border}h1v1h-1z`] : []))).join("");
  return (
    <svg className={styles.code} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
