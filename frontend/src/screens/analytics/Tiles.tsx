import { useQuery } from "@tanstack/react-query";
import { answer, api } from "@/app/api";
import { Loaded, Skeleton } from "@/parts";
import { useFormat, useWords } from "@/words";
import styles from "./analytics.module.css";
import { queryOf, type Period } from "./period";

/** What somebody wants to know first, as numbers. */
export function Tiles({ period }: { period: Period }) {
  const { analytics: words } = useWords();
  const format = useFormat();
  const overview = useQuery({
    queryKey: ["analytics", "overview", period],
    queryFn: () => answer(api.GET("/api/v1/analytics/overview", { params: { query: queryOf(period) } })),
  });
  return (
    <Loaded query={overview} waiting={<Skeleton height="7rem" lines={1} />}>
      {(given) => {
        if (typeof given === "string") return null;
        const sum = Object.values(given.interviews).reduce((all, one) => all + one, 0);
        const tiles = [
          [words.jobs, format.number(given.jobs), words.openJobs(format.number(given.open_jobs))],
          [words.resumes, format.number(given.resumes), ""],
          [words.applications, format.number(given.applications), ""],
          [words.interviews, format.number(sum), ""],
          [words.hires, format.number(given.hires), ""],
          [words.medianDays, given.median_days_to_hire == null ? "–" : format.number(given.median_days_to_hire, 1), ""],
        ] as const;
        return (
          <div>
            <dl className={styles.tiles}>
              {tiles.map(([name, number, more]) => (
                <div key={name} className={`card ${styles.tile}`}>
                  <dt>{name}</dt>
                  <dd>{number}{more && <small>{more}</small>}</dd>
                </div>
              ))}
            </dl>
            <p className="soft small">{words.asOf(format.dateTime(given.as_of))}</p>
          </div>
        );
      }}
    </Loaded>
  );
}
