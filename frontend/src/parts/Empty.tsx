import type { ReactNode } from "react";
import { Icon, type IconName } from "./Icon";
import styles from "./Empty.module.css";

/** Nothing is here yet, and what to do about it. */
export function Empty({ icon = "info", title, children }: { icon?: IconName; title: string; children?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <Icon name={icon} size={32} />
      <p className={styles.title}>{title}</p>
      {children}
    </div>
  );
}
