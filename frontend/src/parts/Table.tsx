import type { ReactNode } from "react";
import styles from "./Table.module.css";

export interface Column<Row> {
  key: string;
  head: string;
  cell: (row: Row) => ReactNode;
  isNumber?: boolean;
  /** Names the row for screen readers; one column has it. */
  isRowHead?: boolean;
}

interface Props<Row> {
  /** What the table shows, read aloud. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  /** For screen readers alone, beside a picture of the same; nothing in it takes the focus. */
  isUnseen?: boolean;
}

/** Rows of the same kind; on a phone it scrolls within itself. */
export function Table<Row>({ caption, columns, rows, rowKey, isUnseen = false }: Props<Row>) {
  const frame = isUnseen ? { className: "unseen" } : { className: styles.frame, role: "region", "aria-label": caption, tabIndex: 0 };
  return (
    <div {...frame}>
      <table className={styles.table}>
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ key, head, isNumber }) => <th key={key} scope="col" className={isNumber ? styles.number : undefined}>{head}</th>)}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map(({ key, cell, isNumber, isRowHead }) => {
                const className = isNumber ? styles.number : undefined;
                return isRowHead
                  ? <th key={key} scope="row" className={className}>{cell(row)}</th>
                  : <td key={key} className={className}>{cell(row)}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
