import { useQuery } from "@tanstack/react-query";
import { answer, api } from "@/app/api";
import { Empty, Loaded, Page } from "@/parts";
import { useFormat, useWords } from "@/words";

export default function InterviewsScreen() {
  const { interviews: words } = useWords();
  const format = useFormat();
  const interviews = useQuery({
    queryKey: ["interviews", { first: true }],
    queryFn: () => answer(api.GET("/api/v1/interviews", { params: { query: { upcoming: true } } })),
  });
  return (
    <Page title={words.title} lead={words.lead}>
      <Loaded query={interviews}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={words.empty} icon="interviews" />
          ) : (
            <ul className="card stack">
              {items.map((interview) => (
                <li key={interview.interview_id}>{format.dateTime(interview.start)}</li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Page>
  );
}
