import { useId, type KeyboardEvent, type ReactNode } from "react";
import styles from "./Tabs.module.css";

export interface Tab {
  key: string;
  label: string;
  content: () => ReactNode;
}

interface Props {
  label: string;
  tabs: readonly Tab[];
  chosen: string;
  onChoose: (key: string) => void;
}

/** Views that take turns; arrow keys go from one to the next. */
export function Tabs({ label, tabs, chosen, onChoose }: Props) {
  const id = useId();
  const at = Math.max(0, tabs.findIndex(({ key }) => key === chosen));
  const shown = tabs[at];
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -at, End: tabs.length - 1 - at }[event.key];
    const next = step === undefined ? undefined : tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    onChoose(next.key);
    document.getElementById(`${id}-${next.key}`)?.focus();
  };
  return (
    <div className={styles.tabs}>
      <div role="tablist" aria-label={label} className={styles.list} onKeyDown={move}>
        {tabs.map(({ key, label: says }) => (
          <button key={key} id={`${id}-${key}`} type="button" role="tab" className={styles.tab} aria-selected={key === shown?.key}
            aria-controls={`${id}-panel`} tabIndex={key === shown?.key ? 0 : -1} onClick={() => onChoose(key)}>
            {says}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${shown?.key}`} tabIndex={0} className={styles.panel}>
        {shown?.content()}
      </div>
    </div>
  );
}
