import { Button, Icon } from "@/parts";
import { useFormat, useWords } from "@/words";
import { FileList } from "./FileList";
import { comingOf, isOnItsWay, type TakenFile } from "./intake";
import { useIntake } from "./useIntake";
import styles from "./ranking.module.css";

/** What is missing in the ranking because it is still being read, or could not be. */
export function IntakeNotice({ files, onRead }: { files: readonly TakenFile[]; onRead: (resumeId: string) => void }) {
  const { rank: words } = useWords();
  const format = useFormat();
  const { intake } = useIntake();
  const unread = files.filter(({ state }) => state.kind === "background").length;
  const failed = files.filter((one) => one.state.kind === "failed" || isOnItsWay(one));
  const sendAgain = async (key: number) => {
    await intake.send(key);
    comingOf(intake.snapshot().filter((one) => one.key === key)).forEach(onRead);
  };
  return (
    <>
      <div role="status" className={styles.told}>
        {unread > 0 && <p className={styles.notice}><Icon name="info" />{words.scansLeft(format.number(unread))}</p>}
      </div>
      {failed.length > 0 && (
        <section className={`card ${styles.failed}`} aria-label={words.failedSome(format.number(failed.length))}>
          <header className={styles.failedHead}>
            <h2 className={styles.failedTitle}><Icon name="warning" />{words.failedSome(format.number(failed.length))}</h2>
            <Button kind="quiet" size="s" disabled={failed.some(isOnItsWay)} onClick={() => failed.forEach(({ key }) => intake.remove(key))}>{words.removeAll}</Button>
          </header>
          <FileList files={failed} onRemove={(key) => intake.remove(key)} onAgain={(key) => void sendAgain(key)} />
        </section>
      )}
    </>
  );
}
