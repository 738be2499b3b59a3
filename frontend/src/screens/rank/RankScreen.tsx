import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { answer, api } from "@/app/api";
import { Empty, Loaded, Page } from "@/parts";
import { useWords } from "@/words";

export default function RankScreen() {
  const { rank: words } = useWords();
  const jobs = useQuery({
    queryKey: ["jobs", { first: true }],
    queryFn: () => answer(api.GET("/api/v1/jobs", { params: { query: { limit: 100, status: "open" } } })),
  });
  return (
    <Page title={words.title} lead={words.lead}>
      <Loaded query={jobs}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={words.empty} icon="rank" />
          ) : (
            <ul className="card stack">
              {items.map((job) => (
                <li key={job.job_id}><Link to={`/board/${job.job_id}`}>{job.title ?? job.job_id}</Link></li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Page>
  );
}
