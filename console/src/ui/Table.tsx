import { type ReactNode } from "react";
import styles from "./Table.module.css";

/** A column: its heading, and what stands in it for a row. */
export interface Column<Row> {
  key: string;
  title: string;
  cell: (row: Row) => ReactNode;
  /** Keep in one line. */
  tight?: boolean;
}

interface Props<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Makes the first column of each row a button that opens more about it. */
  onOpen?: (row: Row) => void;
}

/** A table that becomes a list of cards on narrow windows. */
export function Table<Row>({ label, columns, rows, rowKey, onOpen }: Props<Row>) {
  return (
    <div className={styles.scroll} role="region" aria-label={label} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col">
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} data-open={onOpen ? true : undefined}>
              {columns.map((column, i) => (
                <td key={column.key} data-title={column.title} data-tight={column.tight || undefined}>
                  {onOpen && i === 0 ? (
                    <button type="button" className={styles.open} onClick={() => onOpen(row)}>
                      {column.cell(row)}
                    </button>
                  ) : (
                    column.cell(row)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
