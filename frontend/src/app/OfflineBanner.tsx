/** Says that the network is away, as long as it is. */
import { onlineManager } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { Icon } from "@/parts";
import { useWords } from "@/words";
import styles from "./OfflineBanner.module.css";

export function OfflineBanner() {
  const { shell } = useWords();
  const isOnline = useSyncExternalStore((call) => onlineManager.subscribe(call), () => onlineManager.isOnline());
  return (
    <div role="status">
      {!isOnline && <p className={styles.banner}><Icon name="warning" />{shell.offline}</p>}
    </div>
  );
}
