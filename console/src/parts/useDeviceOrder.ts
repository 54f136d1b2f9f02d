import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/unwrap";

/** Something a device's MDM is asked for. */
export type DeviceOrder =
  | { order: "retry" | "convert"; app: string }
  | { order: "check_in" }
  | { order: "allow"; what: "apps" | "capture" };

/**
 * What came of it: the MDM was asked to wake the device, a policy was changed as it knows no check-in, the app was
 * ordered, or lists were changed. Each is proven by the next report of the device only.
 */
export type OrderOutcome = "asked" | "policy" | "ordered" | "changed" | "unchanged";

async function send(deviceId: string, order: DeviceOrder): Promise<OrderOutcome> {
  const path = { id: deviceId };
  switch (order.order) {
    case "check_in": {
      const { how } = await unwrap(api.POST("/api/v1/devices/{id}/check-in", { params: { path } }));
      return how === "policy" ? "policy" : "asked";
    }
    case "allow": {
      const change = await unwrap(api.POST("/api/v1/devices/{id}/allow", { params: { path }, body: { what: order.what } }));
      const nothing = change.allow.length + change.hide.length + change.permit.length === 0 && !change.allow_screen_capture;
      return nothing ? "unchanged" : "changed";
    }
    case "retry":
      await unwrap(api.POST("/api/v1/devices/{id}/support-apps/{app}/retry", { params: { path: { ...path, app: order.app } } }));
      return "ordered";
    case "convert":
      await unwrap(api.POST("/api/v1/devices/{id}/support-apps/{app}/convert", { params: { path: { ...path, app: order.app } } }));
      return "ordered";
  }
}

/** Asks the MDM of a device for something, and then asks anew what stands in the way of a session. */
export function useDeviceOrder(deviceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (order: DeviceOrder) => send(deviceId, order),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["devices"] });
      void client.invalidateQueries({ queryKey: ["preflight"] });
    },
  });
}
