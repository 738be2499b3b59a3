import { useEffect, useId, useRef, type ReactNode } from "react";
import { useWords } from "@/words";
import { Button } from "./Button";
import styles from "./Dialog.module.css";

interface Props {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  /** Buttons at the end, the one that does it last. */
  actions?: ReactNode;
  /** Beside the page at its right edge instead of in the middle. */
  isSide?: boolean;
}

/** A question or a form before everything else; Escape closes it and the focus goes back to where it was. */
export function Dialog({ title, isOpen, onClose, children, actions, isSide = false }: Props) {
  const { parts } = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    if (isOpen && !dialog.current?.open) dialog.current?.showModal();
    if (!isOpen) dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog ref={dialog} className={`${styles.dialog} ${isSide ? styles.side : ""}`} aria-labelledby={titleId}
      // React lets the closing of a dialog within this one come up to it.
      onClose={(event) => event.target === dialog.current && onClose()}
      onClick={(event) => event.target === dialog.current && onClose()}>
      {isOpen && (
        <div className={styles.inside}>
          <header className={styles.head}>
            <h2 id={titleId}>{title}</h2>
            <Button kind="quiet" size="s" icon="close" aria-label={parts.close} onClick={onClose} />
          </header>
          <div className={styles.body}>{children}</div>
          {actions && <footer className={styles.actions}>{actions}</footer>}
        </div>
      )}
    </dialog>
  );
}
