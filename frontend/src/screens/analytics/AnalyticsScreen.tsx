import { useQuery } from "@tanstack/react-query";
import { answer, api } from "@/app/api";
import { Loaded, Page } from "@/parts";
import { useWords } from "@/words";

export default function AnalyticsScreen() {
  const { analytics: words } = useWords();
  const overview = useQuery({ queryKey: ["analytics", "overview"], queryFn: () => answer(api.GET("/api/v1/analytics/overview")) });
  return (
    <Page title={words.title} lead={words.lead}>
      <Loaded query={overview}>{(figures) => <pre className="card">{JSON.stringify(figures, null, 2)}</pre>}</Loaded>
    </Page>
  );
}
