import { useQuery } from "@tanstack/react-query";
import { answer, api } from "@/app/api";
import { Empty, Loaded, Page } from "@/parts";
import { useWords } from "@/words";

export default function JobsScreen() {
  const { jobs: words } = useWords();
  const jobs = useQuery({
    queryKey: ["jobs", { first: true }],
    queryFn: () => answer(api.GET("/api/v1/jobs", { params: { query: { limit: 20 } } })),
  });
  return (
    <Page title={words.title} lead={words.lead}>
      <Loaded query={jobs}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={words.empty} icon="jobs" />
          ) : (
            <ul className="card stack">
              {items.map((job) => (
                <li key={job.job_id}>{job.title ?? job.job_id}</li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Page>
  );
}
