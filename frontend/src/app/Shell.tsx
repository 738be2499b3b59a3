/** What is around every screen: navigation, who is signed in, and the place where the screen goes. */
import { Suspense, useEffect, useRef } from "react";
import { Outlet, useLocation, useNavigation } from "react-router";
import { Boundary, Problem, Skeleton } from "@/parts";
import { useWords } from "@/words";
import { Navigation } from "./Navigation";
import { OfflineBanner } from "./OfflineBanner";
import styles from "./Shell.module.css";

export function Shell() {
  const { shell, parts } = useWords();
  const { pathname } = useLocation();
  const isGoing = useNavigation().state === "loading";
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);

  // Who reads by ear hears the new screen's heading; the first screen leaves the focus where the browser put it.
  useEffect(() => {
    if (isFirst.current) isFirst.current = false;
    else {
      window.scrollTo(0, 0);
      (main.current?.querySelector<HTMLElement>("h1") ?? main.current)?.focus({ preventScroll: true });
    }
  }, [pathname]);

  return (
    <div className={styles.shell}>
      <a href="#content" className={styles.skip} onClick={(event) => {
        event.preventDefault();
        main.current?.focus();
      }}>{shell.skipToContent}</a>
      <Navigation />
      <div className={styles.body}>
        <OfflineBanner />
        <main ref={main} id="content" tabIndex={-1} className={styles.main} aria-busy={isGoing}>
          {isGoing && <div className={styles.going} role="progressbar" aria-label={parts.loading} />}
          <Boundary resetKey={pathname} fallback={(error, retry) => <Problem error={error} onRetry={retry} />}>
            <Suspense fallback={<Skeleton />}><Outlet /></Suspense>
          </Boundary>
        </main>
      </div>
    </div>
  );
}
