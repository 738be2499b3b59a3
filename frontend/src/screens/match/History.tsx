import { useQuery } from "@tanstack/react-query";
import { answer, api } from "@/app/api";
import { Loaded, Skeleton, Table } from "@/parts";
import { useFormat, useWords } from "@/words";
import { Score } from "@/screens/rank/Score";

/** What the match said before the résumé, the ad or the program changed. */
export function History({ matchId }: { matchId: string }) {
  const { match: words } = useWords();
  const format = useFormat();
  const former = useQuery({
    queryKey: ["matches", matchId, "history"],
    queryFn: () => answer(api.GET("/api/v1/matches/history", { params: { query: { match_id: matchId, limit: 20 } } })),
  });
  return (
    <section className="card stack" aria-labelledby="match-history">
      <h2 id="match-history">{words.history}</h2>
      <Loaded query={former} waiting={<Skeleton lines={1} height="1.5rem" />}>
        {({ items }) => items.length === 0 ? <p className="soft small">{words.historyNone}</p> : (
          <Table caption={words.history} rows={items} rowKey={(one) => one.number} columns={[
            { key: "when", head: words.historyColumns.when, isRowHead: true, cell: (one) => format.dateTime(one.created_at) },
            { key: "score", head: words.historyColumns.score, cell: (one) => <Score score={one.match_score} grade={one.grade} /> },
            { key: "until", head: words.historyColumns.until, cell: (one) => format.dateTime(one.replaced_at) },
            { key: "why", head: words.historyColumns.why, cell: (one) => <span className="small soft">{one.matcher_version}</span> },
          ]} />
        )}
      </Loaded>
    </section>
  );
}
