/** Candidates of a job in columns by status; without a job in the address the newest open one is shown. */
import { useQuery } from "@tanstack/react-query";
import { Link, Navigate, useNavigate, useParams } from "react-router";
import { answer, api } from "@/app/api";
import { buttonClass, Empty, Loaded, Page, Select, Skeleton } from "@/parts";
import { useWords } from "@/words";
import { titleOf } from "../jobs/jobs";
import { Board } from "./Board";

export default function BoardScreen() {
  const { board: words, jobs: jobWords } = useWords();
  const { id } = useParams();
  const navigate = useNavigate();
  const jobs = useQuery({
    queryKey: ["jobs", { forBoard: true }],
    queryFn: () => answer(api.GET("/api/v1/jobs", { params: { query: { limit: 100, sort: "newest" } } })),
  });
  const waiting = <Skeleton lines={1} height="32rem" />;
  return (
    <Page title={words.title} lead={words.lead} actions={id && <Link to={`/jobs/${id}`} className={buttonClass()}>{words.toJob}</Link>}>
      <Loaded query={jobs} waiting={waiting}>
        {({ items }) => {
          if (!id) {
            const first = items.find(({ status }) => status === "open") ?? items[0];
            if (first) return <Navigate to={`/board/${first.job_id}`} replace />;
            return (
              <Empty title={words.empty} icon="board">
                <p>{words.emptyHint}</p>
                <Link to="/jobs?new=1" className={buttonClass("primary")}>{words.toJobs}</Link>
              </Empty>
            );
          }
          const named = items.map((job) => [job.job_id, `${titleOf(job, jobWords)} · ${jobWords.statuses[job.status]}`] as const);
          const options = named.some(([one]) => one === id) ? named : [[id, id] as const, ...named];
          return (
            <Board key={id} job={id} title={options.find(([one]) => one === id)?.[1] ?? id} picker={
              <Select label={words.job} value={id} options={options} onChange={(event) => void navigate(`/board/${event.target.value}`)} />
            } />
          );
        }}
      </Loaded>
    </Page>
  );
}
