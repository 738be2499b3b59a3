import { createContext, use, useCallback, useMemo, useState, type ReactNode } from "react";
import { useWords } from "@/words";
import { Button } from "./Button";
import styles from "./Toast.module.css";

interface Notice {
  id: number;
  text: string;
  tone: "good" | "bad";
}

type Say = (text: string, tone?: Notice["tone"]) => void;

const Context = createContext<Say>(() => {});
const STAYS_MS = 6000;
let lastId = 0;

/** `const say = useToast(); say("Saved.")`: what was done, for a few seconds; a failure stays until it is dismissed. */
export const useToast = () => use(Context);

export function ToastProvider({ children }: { children: ReactNode }) {
  const { parts } = useWords();
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const drop = useCallback((id: number) => setNotices((all) => all.filter((one) => one.id !== id)), []);
  const say = useMemo<Say>(() => (text, tone = "good") => {
    const id = ++lastId;
    setNotices((all) => [...all.slice(-3), { id, text, tone }]);
    if (tone === "good") setTimeout(() => drop(id), STAYS_MS);
  }, [drop]);
  return (
    <Context value={say}>
      {children}
      <div className={styles.corner} role="region" aria-label={parts.notices} aria-live="polite">
        {notices.map(({ id, text, tone }) => (
          <div key={id} className={`${styles.toast} ${styles[tone]}`}>
            <p>{text}</p>
            <Button kind="quiet" size="s" icon="close" aria-label={parts.dismiss} onClick={() => drop(id)} />
          </div>
        ))}
      </div>
    </Context>
  );
}
