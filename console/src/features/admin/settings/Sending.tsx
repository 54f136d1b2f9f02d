import { useQuery } from "@tanstack/react-query";
import { sendingQuery } from "@/api/queries/helpatwork";
import { Loaded } from "@/ui/Loaded";
import { SendingForm } from "./SendingForm";

/** How e-mail and text messages leave. */
export function Sending() {
  const query = useQuery(sendingQuery);
  return <Loaded query={query}>{(sending) => <SendingForm sending={sending} />}</Loaded>;
}
