import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Problem } from "./Problem";
import { Skeleton } from "./Skeleton";

interface Props<Data> {
  query: UseQueryResult<Data>;
  /** In place of grey lines while nothing is there. */
  waiting?: ReactNode;
  children: (data: Data) => ReactNode;
}

/** What a query brings, or that it is under way, or why it failed; old data stays while newer is fetched. */
export function Loaded<Data>({ query, waiting, children }: Props<Data>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <Problem error={query.error} onRetry={() => void query.refetch()} />;
  return <>{waiting ?? <Skeleton />}</>;
}
