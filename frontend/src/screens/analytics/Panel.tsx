import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { api } from "@/app/api";
import { saveFile } from "@/app/saveFile";
import { Button, Loaded, Skeleton, Table, useToast, type Column } from "@/parts";
import { useWords } from "@/words";
import styles from "./analytics.module.css";
import { addressOf, type Period } from "./period";

interface Props<Figures, Row> {
  figure: string;
  title: string;
  period: Period;
  /** Fetches the figures. */
  fetch: () => Promise<Figures>;
  rows: (figures: Figures) => readonly Row[];
  columns: readonly Column<Row>[];
  rowKey: (row: Row) => string;
  /** The picture of the rows; without one there is the table alone. */
  chart?: (rows: readonly Row[]) => ReactNode;
  /** A sentence about it all. */
  says?: (figures: Figures) => ReactNode;
}

/** One figure: its picture, the same as a table, and as a file. */
export function Panel<Figures, Row>({ figure, title, period, fetch, rows, columns, rowKey, chart, says }: Props<Figures, Row>) {
  const { analytics: words } = useWords();
  const say = useToast();
  const [isTable, setTable] = useState(!chart);
  const query = useQuery({ queryKey: ["analytics", figure, title, period], queryFn: fetch });
  const download = () => api.download(addressOf(figure, period, "csv")).then(saveFile).catch((error: Error) => say(error.message, "bad"));
  return (
    <section className={`card ${styles.panel}`} aria-label={title}>
      <header className={styles.head}>
        <h2>{title}</h2>
        <div className="row">
          {chart && (
            <Button size="s" kind="quiet" aria-label={isTable ? words.chartOf(title) : words.tableOf(title)} onClick={() => setTable(!isTable)}>
              {isTable ? words.chart : words.table}
            </Button>
          )}
          <Button size="s" kind="quiet" icon="download" aria-label={words.csvOf(title)} onClick={() => void download()}>{words.csv}</Button>
        </div>
      </header>
      <Loaded query={query} waiting={<Skeleton height="10rem" lines={1} />}>
        {(figures) => {
          const found = rows(figures);
          if (found.length === 0) return <p className="soft">{words.nothing} {words.nothingHow}</p>;
          return (
            <>
              {says?.(figures)}
              {!isTable && chart?.(found)}
              <Table caption={title} rows={found} columns={columns} rowKey={rowKey} isUnseen={!isTable && chart !== undefined} />
            </>
          );
        }}
      </Loaded>
    </section>
  );
}
