// Two fingers that zoom. Leaflet ends a pinch at the nearest step of zoom around the middle of the map, which pulls the
// ground away from under fingers that are anywhere else; here it ends around the place between them.

import L from "leaflet";

const { _onTouchMove: moved, _onTouchEnd: ended } = L.Map.TouchZoom.prototype;

L.Map.TouchZoom.include({
  _onTouchMove(event) {
    if (this._zooming && event.touches?.length === 2) {
      const [one, other] = [...event.touches].map((touch) => this._map.mouseEventToContainerPoint(touch));
      this._between = one.add(other)._divideBy(2);
    }
    moved.call(this, event);
  },

  _onTouchEnd(event) {
    if (this._moved && this._zooming) {
      const zoom = this._map._limitZoom(this._zoom);
      const aside = this._between.subtract(this._centerPoint);
      this._center = this._map.unproject(this._map.project(this._pinchStartLatLng, zoom).subtract(aside), zoom);
    }
    ended.call(this, event);
  },
});
