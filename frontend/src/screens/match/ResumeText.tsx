import { useEffect, useRef, type ReactNode } from "react";
import { Button } from "@/parts";
import { useWords } from "@/words";
import type { Highlight } from "./passages";
import styles from "./ResumeText.module.css";

interface Props {
  text: string | null | undefined;
  highlight: Highlight | null;
  onClear: () => void;
}

/** The résumé as text, with what was chosen marked and in sight. */
export function ResumeText({ text, highlight, onClear }: Props) {
  const { match: words } = useWords();
  const frame = useRef<HTMLDivElement>(null);
  const first = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!highlight || !frame.current) return;
    if (first.current) frame.current.scrollTo({ top: first.current.offsetTop - frame.current.clientHeight / 3, behavior: "smooth" });
    const { top, bottom } = frame.current.getBoundingClientRect();
    if (top > window.innerHeight - 120 || bottom < 120) frame.current.scrollIntoView({ block: "center", behavior: "smooth" });
  }, [highlight]);
  return (
    <section className={`card ${styles.panel}`} aria-labelledby="match-resume">
      <header className={styles.head}>
        <h2 id="match-resume">{words.resume}</h2>
        {highlight && <Button kind="quiet" size="s" icon="close" onClick={onClear}>{words.clear}</Button>}
      </header>
      <p className={styles.told} role="status">
        {highlight && (highlight.spans.length > 0 ? words.shows(highlight.what) : words.notFound)}
      </p>
      {text ? (
        <div ref={frame} className={styles.text} role="region" aria-label={words.resumeText} tabIndex={0}>
          {marked(text, highlight, first)}
        </div>
      ) : (
        <p className="soft">{words.noText}</p>
      )}
    </section>
  );
}

function marked(text: string, highlight: Highlight | null, first: React.RefObject<HTMLElement | null>): ReactNode {
  const pieces: ReactNode[] = [];
  let at = 0;
  for (const { start, end } of highlight?.spans ?? []) {
    pieces.push(text.slice(at, start), <mark key={start} ref={pieces.length === 0 ? first : undefined} className={styles.mark}>{text.slice(start, end)}</mark>);
    at = end;
  }
  return [...pieces, text.slice(at)];
}
