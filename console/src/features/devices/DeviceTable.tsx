import { useMediaQuery } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useNavigate } from "@tanstack/react-router";
import { type MouseEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Device } from "@/api/schema";
import { useNow } from "@/ui/useNow";
import { DeviceRow } from "./DeviceRow";
import styles from "./DeviceTable.module.css";
import { RowMenu } from "./RowMenu";

interface Props {
  devices: readonly Device[];
  /** How many there are in all; undefined when that is not known. */
  total?: number;
  hasMore: boolean;
  /** The last rows that were loaded are near. */
  onNeedMore: () => void;
  onStart: (deviceId: string) => void;
  onCheckIn: (device: Device) => void;
}

const rowHeight = 52;
const cardHeight = 82;
const columns = ["owner", "device", "management", "available", "presence", "last_check_in", "location"] as const;

/**
 * The rows that fit the window, out of any number. Rows are plain elements with one menu for all of them: a component
 * with a menu in each row makes scrolling three to five times slower.
 */
export function DeviceTable({ devices, total, hasMore, onNeedMore, onStart, onCheckIn }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const narrow = useMediaQuery("(max-width: 700px)", window.innerWidth <= 700, { getInitialValueInEffect: false });
  const scroller = useRef<HTMLDivElement>(null);
  const now = useNow(30_000);
  const [menu, setMenu] = useState<{ device: Device; button: HTMLElement } | null>(null);
  const height = narrow ? cardHeight : rowHeight;
  const rows = useVirtualizer({
    count: devices.length + (hasMore ? 1 : 0),
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
    getItemKey: (index) => devices[index]?.id ?? "more",
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;

  // The height of a row is a matter of the window's width, which the virtualizer does not watch.
  useEffect(() => rows.measure(), [rows, height]);
  useEffect(() => {
    if (hasMore && last >= devices.length - 30) onNeedMore();
  }, [hasMore, last, devices.length, onNeedMore]);

  const press = (event: MouseEvent<HTMLElement>) => {
    const { target } = event;
    if (!(target instanceof Element)) return;
    const pressed = target.closest("[data-device]")?.getAttribute("data-device");
    const device = devices.find(({ id }) => id === pressed);
    if (!device) return;
    const button = target.closest<HTMLElement>("button");
    if (button) {
      setMenu({ device, button });
    } else if (target.closest("a") && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
      event.preventDefault();
      void navigate({ to: "/devices/$deviceId", params: { deviceId: device.id } });
    }
  };

  return (
    <>
      <div className={styles.table} role="table" aria-label={t("devices.list")} aria-rowcount={total === undefined ? -1 : total + 1}>
        <div role="rowgroup" className={styles.headGroup}>
          <div role="row" aria-rowindex={1} className={styles.head}>
            {columns.map((column) => (
              <span key={column} role="columnheader">
                {t(`devices.${column}`)}
              </span>
            ))}
            <span role="columnheader">
              <span className="visually-hidden">{t("devices.actions")}</span>
            </span>
          </div>
        </div>
        <div ref={scroller} role="rowgroup" tabIndex={0} aria-label={t("devices.list")} className={styles.body} onScroll={() => menu && setMenu(null)}>
          {/* One listener for all rows; their links and buttons work by keyboard as they are. */}
          <div role="presentation" className={styles.space} style={{ height: rows.getTotalSize() }} onClick={press}>
            {shown.map(({ index, start, key }) => {
              const device = devices[index];
              return (
                <div
                  key={key}
                  role="row"
                  aria-rowindex={index + 2}
                  data-device={device?.id}
                  className={styles.row}
                  style={{ height, transform: `translateY(${start}px)` }}
                >
                  {device ? (
                    <DeviceRow device={device} now={now} open={menu?.device.id === device.id} />
                  ) : (
                    <span role="cell" className={styles.more}>
                      {t("ui.loading")}
                    </span>
                  )}
                </div>
              );
            })}
          </div>
        </div>
      </div>
      {menu && <RowMenu {...menu} onClose={() => setMenu(null)} onStart={onStart} onCheckIn={onCheckIn} />}
    </>
  );
}
