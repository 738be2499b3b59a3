/** The page as a whole: nobody yet, or the shell with the screens of somebody's role. */
import { QueryClientProvider } from "@tanstack/react-query";
import { useMemo } from "react";
import { createHashRouter, Navigate, RouterProvider, type RouteObject } from "react-router";
import { Problem, Skeleton, ToastProvider } from "@/parts";
import { WordsProvider, type Words } from "@/words";
import { EntryScreen } from "./EntryScreen";
import { MissingScreen } from "./MissingScreen";
import { queries } from "./queries";
import { screensFor, startOf } from "./routes";
import { ScreenFailed } from "./ScreenFailed";
import { SessionProvider, useSession, type Role } from "./session";
import { Shell } from "./Shell";
import styles from "./App.module.css";

export function App({ words }: { words: Words }) {
  return (
    <WordsProvider first={words}>
      <QueryClientProvider client={queries}>
        <ToastProvider>
          <SessionProvider>
            <Inside />
          </SessionProvider>
        </ToastProvider>
      </QueryClientProvider>
    </WordsProvider>
  );
}

function Inside() {
  const { state, retry } = useSession();
  if (state.kind === "in") return <Screens role={state.user.role as Role} />;
  if (state.kind === "entry") return <EntryScreen key={state.entry} {...state} />;
  return (
    <main className={styles.waiting}>
      {state.kind === "failed" ? <Problem error={state.error} onRetry={retry} /> : <Skeleton lines={4} />}
    </main>
  );
}

function Screens({ role }: { role: Role }) {
  const router = useMemo(() => {
    const screens = screensFor(role).map<RouteObject>(({ path, load }) => ({
      path,
      lazy: async () => ({ Component: (await load()).default }),
      errorElement: <ScreenFailed />,
    }));
    return createHashRouter([
      {
        element: <Shell />,
        errorElement: <ScreenFailed />,
        HydrateFallback: Skeleton,
        children: [{ index: true, element: <Navigate to={startOf(role)} replace /> }, ...screens, { path: "*", element: <MissingScreen /> }],
      },
    ]);
  }, [role]);
  return <RouterProvider router={router} />;
}
