import { useFormat, useWords } from "@/words";
import { Button } from "./Button";

interface Props {
  /** From 1. */
  page: number;
  limit: number;
  total: number;
  onPage: (page: number) => void;
}

/** Leads through the pages of a list; not there where all fits on one. */
export function Pager({ page, limit, total, onPage }: Props) {
  const { parts } = useWords();
  const format = useFormat();
  const pages = Math.max(1, Math.ceil(total / limit));
  if (pages === 1) return null;
  return (
    <nav className="row" aria-label={parts.pages}>
      <Button size="s" icon="left" disabled={page <= 1} onClick={() => onPage(page - 1)}>{parts.previous}</Button>
      <span className="small tabular" aria-live="polite">{parts.page(format.number(page), format.number(pages))}</span>
      <Button size="s" icon="right" disabled={page >= pages} onClick={() => onPage(page + 1)}>{parts.next}</Button>
    </nav>
  );
}
