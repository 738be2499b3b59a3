import type { ButtonHTMLAttributes, Ref } from "react";
import { Icon, type IconName } from "./Icon";
import styles from "./Button.module.css";

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary` once a screen: what most people came for. */
  kind?: "primary" | "plain" | "quiet" | "danger";
  size?: "m" | "s";
  icon?: IconName;
  /** Shows work in progress and takes no second click; the width stays. */
  isBusy?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

/** Does something here; what leads elsewhere is a link. Without children it needs an `aria-label`. */
export function Button({ kind = "plain", size = "m", icon, isBusy = false, children, className, ...rest }: Props) {
  const classes = [styles.button, styles[kind], styles[size], isBusy && styles.busy, className].filter(Boolean).join(" ");
  return (
    <button type="button" {...rest} className={classes} disabled={rest.disabled || isBusy} aria-busy={isBusy || undefined}>
      {icon && <Icon name={icon} size={size === "s" ? 16 : 18} />}
      {children}
    </button>
  );
}

/** A link that looks like a button. */
export const buttonClass = (kind: NonNullable<Props["kind"]> = "plain", size: NonNullable<Props["size"]> = "m") =>
  `${styles.button} ${styles[kind]} ${styles[size]}`;
