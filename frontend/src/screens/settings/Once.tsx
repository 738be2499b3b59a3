import { Button, Dialog, useToast } from "@/parts";
import { useWords } from "@/words";
import styles from "./settings.module.css";

/** A secret that is shown this once, with a way to copy it. */
export function Once({ title, says, secret, onClose }: { title: string; says: string; secret: string | null; onClose: () => void }) {
  const { settings: words } = useWords();
  const say = useToast();
  const copy = () => navigator.clipboard.writeText(secret ?? "").then(() => say(words.copied), () => undefined);
  return (
    <Dialog title={title} isOpen={secret !== null} onClose={onClose} actions={<Button kind="primary" onClick={onClose}>{words.done}</Button>}>
      <div className="stack">
        <p>{says}</p>
        <div className={styles.secret}>
          <code>{secret}</code>
          <Button size="s" onClick={() => void copy()}>{words.copy}</Button>
        </div>
      </div>
    </Dialog>
  );
}
